<#-- A line for each dependency that is shaded: its coordinates, and the licences that its build file names. -->
<#list dependencyMap as entry>
<#if entry.key.groupId != "racing-payments">
${entry.key.groupId}:${entry.key.artifactId}: ${entry.value?sort?join(", ")}
</#if>
</#list>
