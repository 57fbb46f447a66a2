package payments.broker;

import picocli.CommandLine.IVersionProvider;

/** Takes the version that {@code --version} prints from the jar, where the build puts it. */
final class ManifestVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = ManifestVersion.class.getPackage().getImplementationVersion();
    return new String[] {"${COMMAND-NAME} " + (version == null ? "not built" : version)};
  }
}
