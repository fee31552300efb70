// The machine's alarm clock: a timer on the wall clock, for one moment at a time.

import Dispatch
import Synchronization

/// An alarm on the kernel's wall clock: it is set to an absolute time, so it holds over clock steps and suspend, and
/// costs nothing while it waits. One for a far date looks again once a day. It also rings when the clock has been set.
final class SystemAlarm: Alarm {
  private let look: Look
  private let watch: ClockWatch
  private let number: Int

  private final class Look: Sendable {
    private let moment = Mutex<Timestamp?>(nil)
    private let ring: @Sendable () -> Void
    /// Safe: a dispatch source may be used from any thread.
    private nonisolated(unsafe) let source: any DispatchSourceTimer

    init(_ ring: @escaping @Sendable () -> Void) {
      self.ring = ring
      source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "jobd.alarm", qos: .userInitiated))
      source.schedule(wallDeadline: .distantFuture)
    }

    func begin() {
      source.setEventHandler { [weak self] in self?.look() }
      source.activate()
    }

    func end() {
      source.cancel()
    }

    func set(_ moment: Timestamp?) {
      self.moment.withLock { state in
        state = moment
        arm(moment)
      }
    }

    func clockWasSet() {
      moment.withLock { arm($0) }
      ring()
    }

    private func look() {
      let isDue = moment.withLock { state in
        guard let moment = state else { return false }
        if SystemClock().now() > moment {
          state = nil
          return true
        }
        // Not yet: it is far, or the clock has been set back.
        arm(moment)
        return false
      }
      if isDue { ring() }
    }

    private func arm(_ moment: Timestamp?) {
      guard let moment else { return source.schedule(wallDeadline: .distantFuture) }
      // One microsecond later than asked: the timer may round down, and a job must never start early.
      let wanted = moment.advanced(byMicros: 1)
      source.schedule(wallDeadline: .look(for: wanted), leeway: .nanoseconds(0))
    }
  }

  init(_ ring: @escaping @Sendable () -> Void, watch: ClockWatch = .shared) {
    let look = Look(ring)
    self.look = look
    self.watch = watch
    number = watch.listen { [weak look] in look?.clockWasSet() }
    look.begin()
  }

  deinit {
    watch.forget(number)
    look.end()
  }

  func set(_ moment: Timestamp?) {
    look.set(moment)
  }
}
