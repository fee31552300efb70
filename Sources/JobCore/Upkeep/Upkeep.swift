// Retention: finished jobs are removed with their logs when their time has passed. One alarm, set to the earliest
// of them and never more often than every minute, so that jobs that end together go together.

import Logging

/// Removes what has expired.
struct Upkeep: Sendable {
  let store: any JobStore
  let broom: LogBroom
  let clock: any WallClock
  let logger: Logger

  private static let pauseMicros: Int64 = 60_000_000
  private static let batch = 500

  /// Removes expired jobs each time the alarm rings, until the task is cancelled.
  func run(_ alarm: EarliestAlarm) async {
    await setAlarm(alarm, notBefore: clock.now())
    for await _ in alarm.rings {
      await prune()
      await setAlarm(alarm, notBefore: clock.now().advanced(byMicros: Self.pauseMicros))
    }
  }

  private func prune() async {
    do throws(StoreError) {
      // Each round removes some of what has expired, or puts it off; so it comes to an end.
      while let next = try await store.nextExpiry(), next <= clock.now(), !Task.isCancelled {
        await broom.remove(try await store.prune(now: clock.now(), limit: Self.batch))
      }
    } catch {
      logger.warning("cannot remove expired jobs, will try again", metadata: [LogKeys.error: "\(error)"])
      if case .full = error { await makeRoom() }
    }
  }

  /// The output of what has expired may be what fills the disk: it goes first, and the jobs the next time.
  private func makeRoom() async {
    do throws(StoreError) {
      await broom.remove(try await store.expired(now: clock.now(), limit: Self.batch))
    } catch {
      logger.warning("cannot read expired jobs", metadata: [LogKeys.error: "\(error)"])
    }
  }

  private func setAlarm(_ alarm: EarliestAlarm, notBefore: Timestamp) async {
    // Forget first, then look: what is noted in between is kept.
    alarm.set(nil, notBefore: notBefore)
    do throws(StoreError) {
      if let next = try await store.nextExpiry() { alarm.note(next) }
    } catch {
      alarm.note(notBefore)
    }
  }
}
