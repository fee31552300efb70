// Signals a person or the service manager sends: the first asks for a drain, the next ones make it shorter.

import JobCore
import Logging
import UnixSignals

/// SIGTERM and SIGINT as ever stronger stops.
struct StopSignals {
  private let signals: UnixSignalsSequence
  private let logger: Logger

  /// Traps the signals; before this returns, they have their default action.
  init(logger: Logger) async {
    signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    self.logger = logger
  }

  /// Calls `stop` with `drain` for the first signal, `cancel` for the second, `now` for each later one, until the task
  /// is cancelled.
  func run(stop: (StopMode) async -> Void) async {
    var mode: StopMode?
    for await signal in signals {
      if signal == .sighup {
        logger.notice("SIGHUP ignored: restart to read the configuration again")
        continue
      }
      let next = Self.next(after: mode)
      logger.notice("signal received", metadata: ["signal": "\(signal)", "mode": "\(next)"])
      await stop(next)
      mode = next
    }
  }

  /// The mode a further signal asks for.
  static func next(after mode: StopMode?) -> StopMode {
    switch mode {
    case nil: .drain
    case .drain: .cancel
    case .cancel, .now: .now
    }
  }
}
