// The command that a job runs, as it stands at the end of a command line. Options of jobctl end at its first word: what
// follows belongs to the command, also where jobctl has an option of that name.

import ArgumentParser
import JobWire

/// The words of a command line behind the options.
struct CommandWords: Equatable {
  /// The program and its arguments; empty where none are given.
  let argv: [String]
  /// Whether `--` stands before them, which leaves no doubt whose the options behind it are.
  let isMarked: Bool

  /// Reads what the parser passed on as it is: also a `--`, and options that `command` does not have.
  init(_ words: [String], of command: any ParsableCommand.Type) throws {
    isMarked = words.first == "--"
    argv = Array(isMarked ? words.dropFirst() : words[...])
    guard !isMarked, let first = words.first, first.hasPrefix("-") else { return }
    if first == "-h", let brief = (command as? any BriefHelp.Type)?.brief { throw CleanExit.message(brief) }
    if first == "--help" || first == "-h" { throw CleanExit.helpRequest(command) }
    throw ValidationError(Self.unknown(first, of: command))
  }

  /// Refuses a whole command line in one word: there is no program of that name.
  func refuseLine() throws {
    guard argv.count == 1, let word = argv.first, word.contains(" "), !ProgramFile.isThere(word) else { return }
    throw ValidationError(
      "There is no program '\(word)'; a line for the shell comes by --shell \(ShellWords.joined([word]))")
  }

  private static func unknown(_ option: String, of command: any ParsableCommand.Type) -> String {
    let names = OptionNames.of(command)
    if option == "-", names.contains("--file") { return "'-' is no command; --file - reads jobs from stdin." }
    let name = String(option.prefix { $0 != "=" })
    let nearest = NameHint.closest(to: name, among: names)
    let hint = nearest.map { "did you mean '\($0)'?" } ?? "a command that starts with a dash comes after --."
    return "Unknown option '\(name)'; \(hint)"
  }

  /// A word about options of jobctl that stand behind the command, if they seem to be meant for jobctl.
  func misplaced(of command: any ParsableCommand.Type) -> String? {
    guard !isMarked else { return nil }
    let behind = argv.dropFirst().prefix { $0 != "--" }.map { String($0.prefix { $0 != "=" }) }
    guard behind.contains(where: Self.ours.contains) else { return nil }
    let known = Set(OptionNames.of(command)).intersection(Self.ours)
    let names = behind.filter(known.contains)
    guard let first = names.first else { return nil }
    let what = names.count > 1 ? "\(first) and \(names.count - 1) more stand" : "\(first) stands"
    return "jobctl: \(what) behind the command, which gets it; options of jobctl stand before the command"
  }

  /// Says so on a terminal: there, a person can still take the job back.
  func noteMisplaced(of command: any ParsableCommand.Type) {
    if Terminal.showsProgress, let note = misplaced(of: command) { Console.note(note) }
  }

  /// Options that few other programs have.
  static let ours: Set<String> = [
    "--after", "--at", "--backoff", "--batch", "--cron", "--deadline", "--delay", "--every", "--follow", "--hold",
    "--parallel", "--priority", "--queue", "--retries", "--retry-delay", "--shield", "--then", "--timezone", "--unique",
    "--wait",
  ]
}
