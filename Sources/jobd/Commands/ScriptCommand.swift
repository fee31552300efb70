// `jobd run FILE`: asyncio.run. The jobs of a file in a store of their own, to their end; for CI and containers.

import ArgumentParser
import Foundation
import JobCore
import JobWire
import UnixSignals

/// Runs the jobs of a file.
struct ScriptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the jobs of a file, and end: for CI and containers.",
    discussion: """
      The file has a job a line, as JSON (as POST /v1/jobs takes them, and `jobctl export` writes them). They run in \
      a store of their own, which is gone afterwards. What they write goes to standard output and error, with their \
      names before it if there are several. The first that fails cancels the others, but not its own follow-ups. \
      SIGTERM and SIGINT cancel all.

      Exit status, that of the worst job: 0 all succeeded, 5 one was cancelled or skipped, 6 one timed out or the time \
      of --timeout is up, 1 one failed. 64 usage or a file that is not right, 78 configuration, 70 anything else.
      """)

  @Argument(help: ArgumentHelp("A job a line; - is standard input.", valueName: "file"), completion: .file())
  var file: String

  @Option(help: "Jobs that may run at once. Default: the number of cores.")
  var slots: String?

  @Flag(help: "Let the others go on when one fails.")
  var keepGoing = false

  @Option(
    help: ArgumentHelp("Cancel what is left after this time.", valueName: "duration"),
    transform: ScriptCommand.duration)
  var timeout: WireDuration?

  @Option(help: ArgumentHelp("Read settings, such as queues and handlers, from this file.", valueName: "file"))
  var config: String?

  @Option(help: "trace, debug, info, notice, warning, error or critical. Default: warning.")
  var logLevel: String?

  /// How long the end of the process waits for whoever reads its log.
  private static let flushLimit = Duration.seconds(1)

  func run() async throws {
    StraySignals.ignore()
    _ = SQLiteProcess.countNoMemory()
    let result: Result<Int32, any Error>
    do { result = .success(try await inPlace()) } catch { result = .failure(error) }
    await LogPump.standardError.flush(within: Self.flushLimit)
    let status = try result.get()
    if status != 0 { throw ExitCode(status) }
  }

  /// In a directory of its own, which is removed whatever comes of it.
  private func inPlace() async throws -> Int32 {
    let jobs: [NewJob]
    do throws(ScriptFile.Fault) { jobs = try ScriptFile.read(file) } catch {
      throw ValidationError("\(error).")
    }
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let environment = ProcessInfo.processInfo.environment
    let base = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    var template = Array("\(base)/jobd-run-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ValidationError("No directory can be made in \(base): \(String(cString: strerror(errno))).")
    }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      do { try FileManager.default.removeItem(atPath: directory) } catch {
        StandardStream.error.write("jobd: \(directory) could not be removed: \(error.localizedDescription)")
      }
    }
    do throws(DaemonFailure) {
      return try await script(jobs, signals, in: directory, environment)
    } catch {
      throw error.exit { LogPump.standardError.write($0) }
    }
  }

  private func script(
    _ jobs: [NewJob], _ signals: UnixSignalsSequence, in directory: String, _ environment: [String: String]
  ) async throws(DaemonFailure) -> Int32 {
    let loaded: LoadedConfig
    do throws(ConfigError) {
      loaded = try DaemonConfig.load(
        flags: flags(in: directory), configPath: config, environment: environment, isRoot: geteuid() == 0,
        cores: ProcessInfo.processInfo.activeProcessorCount)
    } catch {
      throw .configuration(error)
    }
    let logger = LogBootstrap.start(
      level: loaded.config.logLevel, format: loaded.config.logFormat, environment: environment)
    // It is nobody's service: what a manager has said is for whoever started this.
    let daemon = Daemon(config: loaded.config, systemd: SystemdEnvironment([:]), logger: logger)
    let script = Script(
      jobs: jobs, isFailFast: !keepGoing, timeoutMicros: timeout?.micros, slots: loaded.config.slots,
      signals: signals)
    return try await ScriptRun(daemon: daemon, script: script).run()
  }

  /// What is not for a file or the environment to say: the store is private, and does not outlive the process.
  private func flags(in directory: String) -> [ConfigSetting: ConfigText] {
    var flags: [ConfigSetting: ConfigText] = [
      .dataDirectory: .one("\(directory)/data"), .listen: .many(["unix://\(directory)/s"]),
      .durability: .one("relaxed"), .logLevel: .one(logLevel ?? "warning"),
    ]
    flags[.slots] = slots.map { .one($0) }
    return flags
  }

  @Sendable private static func duration(_ text: String) throws -> WireDuration {
    do throws(WireDuration.Failure) {
      return try WireDuration(parsing: text)
    } catch {
      throw ValidationError("it \(error.detail)")
    }
  }
}
