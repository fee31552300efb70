// Signals a person or the service manager sends: the first asks for a drain, the next ones make it shorter.

import JobCore
import JobWire
import Logging
import UnixSignals

/// SIGTERM and SIGINT as ever stronger stops.
struct StopSignals {
  private let signals: UnixSignalsSequence
  private let drainMicros: Int64
  private let logger: Logger

  /// Traps the signals; before this returns, they have their default action.
  ///
  /// - Parameter drainMicros: how long the first of them lets running jobs go on, to say so.
  init(drainMicros: Int64, logger: Logger) async {
    self.drainMicros = drainMicros
    signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    self.logger = logger
  }

  /// Calls `stop` with `drain` for the first signal, `cancel` for the second, `now` for each later one, until the task
  /// is cancelled. A stop that was asked for otherwise, of which `latest` tells, counts as a signal.
  func run(after latest: () -> StopMode?, stop: (StopMode) async -> Void) async {
    for await signal in signals {
      if signal == .sighup {
        logger.notice("SIGHUP ignored: restart to read the configuration again")
        continue
      }
      let mode = latest()
      let next = Self.next(after: mode)
      say(signal, next, isRepeated: next == mode)
      await stop(next)
    }
  }

  /// Says what the signal does, and what a further one would do: a person who has pressed Ctrl-C wants to know.
  private func say(_ signal: UnixSignal, _ mode: StopMode, isRepeated: Bool) {
    if isRepeated { return }
    var metadata: Logger.Metadata = ["signal": "\(signal)", "mode": "\(mode)"]
    if mode == .drain { metadata["limit"] = "\(WireDuration(micros: drainMicros))" }
    logger.notice(Self.meaning(of: mode), metadata: metadata)
  }

  /// The message for a mode.
  static func meaning(of mode: StopMode) -> Logger.Message {
    switch mode {
    case .drain:
      """
      stopping: what runs may finish within the limit, then it is cancelled and goes back to its queue; \
      a second signal (Ctrl-C, SIGTERM) does that at once, a third one kills it
      """
    case .cancel: "cancelling what runs; it goes back to its queue. A further signal kills it"
    case .now: "killing what runs; it goes back to its queue"
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
