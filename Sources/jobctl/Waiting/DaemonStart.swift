// A daemon that is started in the background: it is there once it says that it is ready.

import JobClient
import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The start of a daemon without a service manager.
struct DaemonStart {
  /// Its options.
  let options: [String]
  /// Says nothing meanwhile.
  let isQuiet: Bool

  /// Between two looks at what it has written: nobody tells of that.
  private static let pause = Duration.milliseconds(30)
  /// A large database is checked before it is opened.
  private static let silence = Duration.seconds(5)

  /// Returns its addresses once it is ready.
  func run() async throws -> (addresses: [String], log: String) {
    let environment = DaemonProgram.environment(try LocalCommand.entries([:]))
    // Relative paths are meant from here; else it keeps no directory that somebody wants to unmount.
    let isPlain = options.isEmpty && !DaemonProgram.hasSettings(environment)
    let directory = isPlain ? EnvironmentVariable.value("HOME") : nil
    let paths = DaemonProgram.paths()
    let check = try await Self.started { () async throws(CommandFailure) in
      try await BackgroundProgram.outcome(
        paths, [DaemonProgram.name, "config", "check", "--only", "data_dir"] + options, environment: environment,
        directory: directory)
    }
    let place = check.output.split(separator: "\n").first.map(String.init) ?? ""
    guard check.status == 0, place.hasPrefix("/") else { throw Self.failure(check.status, check.errors) }
    let log = try DaemonLog(in: place)
    let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(input) }
    let program = try BackgroundProgram(
      paths, [DaemonProgram.name] + options, environment: environment,
      descriptors: [input, log.descriptor, log.descriptor], directory: directory)
    return (try await ready(program, log), log.path)
  }

  private func ready(_ program: BackgroundProgram, _ log: DaemonLog) async throws -> [String] {
    let begin = ContinuousClock.now
    var isTold = isQuiet
    while true {
      // Looked at before the log: what it wrote last is there when it has ended.
      let status = program.ended()
      let text = log.text()
      if let status { throw Self.failure(status, text) }
      if let addresses = Self.addresses(text) { return addresses }
      if !isTold, ContinuousClock.now - begin > Self.silence {
        isTold = true
        Console.note("jobctl: jobd is still opening its database; its log is \(log.path)")
      }
      try await ContinuousClock().sleep(for: Self.pause)
    }
  }

  /// The addresses of its ready line; nil if there is none yet.
  static func addresses(_ text: String) -> [String]? {
    // A line without its end is not whole.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    for line in lines where line.hasPrefix("jobd ") {
      guard let ready = line.firstRange(of: " ready on ") else { continue }
      return line[ready.upperBound...].split(separator: " ").map(String.init)
    }
    return nil
  }

  private static let linesMax = 20

  /// What it said last, and its own exit status.
  static func failure(_ status: Int32, _ text: String) -> CommandFailure {
    let lines = text.split(separator: "\n").suffix(linesMax).map { "\n  \($0)" }.joined()
    return CommandFailure(
      status == 0 ? .other : .command(status),
      "jobd ended before it was ready (exit status \(status))"
        + (lines.isEmpty ? "." : ":\(lines)"))
  }

  private static func started<T>(_ body: () async throws(CommandFailure) -> T) async throws(CommandFailure) -> T {
    do throws(CommandFailure) { return try await body() } catch {
      guard error.status == .command(127) else { throw error }
      throw CommandFailure(
        .command(127), "There is no jobd beside jobctl, and none in PATH.", hint: "Install it, or add it to PATH.")
    }
  }
}
