// `jobd` without a command: load the configuration, run the daemon, turn its end into an exit code.

import ArgumentParser
import Foundation
import JobCore
import Logging

/// Runs the daemon in the foreground.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the daemon in the foreground until SIGTERM or SIGINT. The default.")

  @OptionGroup var settings: SettingOptions

  /// How long the end of the process waits for whoever reads its log.
  private static let flushLimit = Duration.seconds(1)

  func run() async throws {
    StraySignals.ignore()
    // Nothing has opened a database yet. If something had, all would be as before, but slower.
    _ = SQLiteProcess.countNoMemory()
    let result: Result<Void, any Error>
    do { result = .success(try await serve()) } catch { result = .failure(error) }
    await LogPump.standardError.flush(within: Self.flushLimit)
    try result.get()
  }

  private func serve() async throws {
    let environment = ProcessInfo.processInfo.environment
    let systemd = SystemdEnvironment.take(environment)
    do throws(DaemonFailure) {
      let loaded: LoadedConfig
      do throws(ConfigError) { loaded = try settings.load() } catch { throw .configuration(error) }
      let config = loaded.config
      let logger = LogBootstrap.start(level: config.logLevel, format: config.logFormat, environment: environment)
      for name in loaded.unknownVariables {
        logger.warning("this variable means nothing to jobd; is it misspelt?", metadata: ["variable": "\(name)"])
      }
      try await Daemon(config: config, systemd: systemd, logger: logger).run()
    } catch {
      systemd.notify.send(.status("failed: \(error)"))
      throw error.exit { LogPump.standardError.write($0) }
    }
  }
}
