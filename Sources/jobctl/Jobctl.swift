// The command line of jobd: the root command, and the one place where a command's error becomes text and exit status.

import ArgumentParser
import JobClient
import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@main
struct Jobctl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobctl",
    abstract: "Submit jobs to jobd and look after them.",
    discussion: """
      A job is a command that the daemon runs for you: now, later, again if it fails, and in any case after a reboot.

        jobctl run make report           run a command and show its output
        jobctl submit ./backup.sh        leave a job with the daemon
        jobctl status                    what runs, what failed, what comes next
        jobctl status 7                  everything about job 7
        jobctl list --active             what waits and what runs
        jobctl top                       all of it on one screen, as it changes
        jobctl why 7                     what keeps job 7 from running
        jobctl map gzip ::: *.log        one job for each file
        jobctl logs 7 -f                 the output of job 7, as it comes
        jobctl events -f                 what happens, as it happens
        jobctl progress 3/10             inside of a job: how far it is

      If you type one of asyncio's words (gather, wait-for, create-task and others), jobctl names the command that \
      does the same; docs/asyncio.md has them all.

      Aliases and settings of your own stand in ~/.config/jobctl/config (docs/command-line.md).

      The daemon is looked for at --url, else at $JOBD_URL, else at the user's socket, else at the system's.

      Exit status: 0 fine · 1 the job failed · 3 no such job · 4 wrong state for this · 5 cancelled or skipped · \
      6 timed out or expired · 7 waiting time is up · 64 usage · 69 daemon not reachable or draining · 77 not allowed \
      · 70 anything else. `run` and `submit --follow` exit like the command itself.
      """,
    version: Version.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Submitting", subcommands: [SubmitCommand.self, RunCommand.self, MapCommand.self, ScopeCommand.self]),
      CommandGroup(
        name: "Looking",
        subcommands: [
          StatusCommand.self, ListCommand.self, SearchCommand.self, ResultCommand.self, ErrorCommand.self,
          LogsCommand.self,
          WaitCommand.self, WhyCommand.self, EventsCommand.self, TopCommand.self,
        ]),
      CommandGroup(
        name: "Changing",
        subcommands: [
          CancelCommand.self, RetryCommand.self, HoldCommand.self, ReleaseCommand.self, RunNowCommand.self,
          EditCommand.self, SwitchCommand.self, CopyCommand.self, SignalCommand.self, SendCommand.self,
          CompleteCommand.self, FailCommand.self, RemoveCommand.self, CleanCommand.self,
        ]),
      CommandGroup(name: "From inside a job", subcommands: [ProgressCommand.self]),
      CommandGroup(
        name: "Groups of jobs",
        subcommands: [
          BatchCommands.self, ScheduleCommands.self, CallbackCommands.self, ExportCommand.self, ImportCommand.self,
        ]),
      CommandGroup(
        name: "The daemon",
        subcommands: [
          QueueCommands.self, NotifyCommands.self, WorkersCommand.self, InfoCommand.self, DrainCommand.self,
          PauseCommand.self,
          ResumeCommand.self, StartCommand.self, StopCommand.self,
          CompletionsCommand.self,
        ]),
    ])

  static func main() {
    hearSignals()
    ClientThread.become {
      do {
        try await run(Array(CommandLine.arguments.dropFirst()))
        try Console.flush()
      } catch {
        end(error)
      }
      exit()
    }
  }

  /// Whoever starts this may have blocked signals for itself, and a program inherits that: Ctrl-C would do nothing.
  private static func hearSignals() {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
  }

  /// Runs a command where it belongs.
  private static func run(_ arguments: [String]) async throws {
    let config = try asksForHelp(arguments) ? UserConfig() : UserConfig.load()
    UserConfig.use(config)
    if let note = AliasWords.note(arguments, config, of: self) { Console.note(note) }
    var command = try command(of: arguments, config)
    guard var asynchronous = command as? any AsyncParsableCommand else { return try command.run() }
    if let brief = asynchronous as? any BriefCommand, brief.isBrief { return try await asynchronous.run() }
    try await withTaskExecutorPreference(globalConcurrentExecutor) { try await asynchronous.run() }
  }

  /// Whoever has a faulty configuration must find out about it.
  private static func asksForHelp(_ arguments: [String]) -> Bool {
    ["--help", "-h", "help", "--version"].contains(arguments.first)
  }

  /// The command that these arguments name, with its options read.
  static func command(
    of arguments: [String], _ config: UserConfig = UserConfig()
  ) throws -> any ParsableCommand {
    let arguments = LeadingOptions.moved(AliasWords.expanded(arguments, config, of: self))
    if let failure = AsyncioWords.failure(arguments) { throw failure }
    if let failure = UnknownCommand.failure(arguments, of: self, aliases: Array(config.aliases.keys)) { throw failure }
    return try parseAsRoot(CommandBehind.marked(SubjectFirst.marked(arguments)))
  }

  /// The parser words its errors itself; they begin as all of ours.
  private static func end(usage error: any Error) -> Never {
    // What a command finds wrong when it runs: the parser would say how the whole program is called.
    if let error = error as? ValidationError {
      Console.note("jobctl: \(error.message)")
      exit(withError: ExitCode.validationFailure)
    }
    let words = fullMessage(for: error)
    let code = exitCode(for: error)
    guard code == .validationFailure, words.hasPrefix("Error: ") else { exit(withError: error) }
    Console.note("jobctl: " + words.dropFirst("Error: ".count))
    exit(withError: code)
  }

  /// Prints the error and exits with its status.
  private static func end(_ error: any Error) -> Never {
    try? Console.flush()
    guard let text = ErrorText(error) else { end(usage: error) }
    if let message = text.message { Console.note(message) }
    exit(withError: ExitCode(text.status.code))
  }
}
