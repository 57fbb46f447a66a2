%% For rabbitmqctl eval: what the processes of a broker do, seen 500 times, see docs/profiles.md.
%% Writes the stacks of those that run or wait for a processor, each under the module it began in;
%% returns who did the most (in reductions), and what the schedulers' time went into.

Kind = fun(Pid) -> element(1, proc_lib:translate_initial_call(Pid)) end,
Reductions = fun() ->
  maps:from_list([{Pid, N} || Pid <- processes(), {_, N} <- [process_info(Pid, reductions)]])
end,
IsBusy = fun(Status) -> lists:member(Status, [running, runnable, garbage_collecting]) end,
Note = fun(Pid, Counts) ->
  case Pid =/= self() andalso process_info(Pid, [status, current_stacktrace]) of
    [{status, Status}, {current_stacktrace, Stack}] ->
      Frames = [io_lib:format(";~s:~s", [M, F]) || {M, F, _, _} <- lists:reverse(Stack), M =/= proc_lib],
      case IsBusy(Status) of
        true ->
          Key = lists:flatten([atom_to_list(Kind(Pid)) | Frames]),
          maps:update_with(Key, fun(N) -> N + 1 end, 1, Counts);
        false -> Counts
      end;
    _ -> Counts % itself, or one that has ended
  end
end,
Sample = fun
  Again(0, Counts) -> Counts;
  Again(Times, Counts) ->
    timer:sleep(10),
    Again(Times - 1, lists:foldl(Note, Counts, processes()))
end,
process_flag(priority, high), % else it gets its turn only when the others rest
Before = Reductions(),
erlang:system_flag(microstate_accounting, reset),
erlang:system_flag(microstate_accounting, true),
Stacks = Sample(500, #{}),
erlang:system_flag(microstate_accounting, false),
Work = maps:fold(
  fun(Pid, After, Sum) ->
    Done = After - maps:get(Pid, Before, 0),
    maps:update_with(Kind(Pid), fun(N) -> N + Done end, Done, Sum)
  end,
  #{}, maps:remove(self(), Reductions())),
Lines = [io_lib:format("~s ~b~n", [Stack, N]) || {Stack, N} <- maps:to_list(Stacks)],
ok = file:write_file("/tmp/broker.collapsed", Lines),
Time = maps:to_list(lists:foldl(
  fun(Thread, Sum) ->
    maps:fold(fun(State, N, S) -> maps:update_with(State, fun(M) -> M + N end, N, S) end, Sum, maps:get(counters, Thread))
  end,
  #{}, [Thread || Thread <- erlang:statistics(microstate_accounting), maps:get(type, Thread) =:= scheduler])),
Shares = fun(Counts) ->
  All = lists:sum([N || {_, N} <- Counts]),
  [{Name, round(1000 * N / All) / 10} || {Name, N} <- lists:reverse(lists:keysort(2, Counts)), N * 100 > All]
end,
[{reductions, Shares(maps:to_list(Work))}, {time, Shares(Time)}].
