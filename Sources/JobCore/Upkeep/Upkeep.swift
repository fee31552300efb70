// Retention: finished jobs are removed with their logs when their time has passed. One alarm, set to the earliest
// of them and never more often than every minute, so that jobs that end together go together.

import Logging

/// Removes what has expired.
struct Upkeep: Sendable {
  let store: any RetentionStore
  let broom: LogBroom
  let clock: any WallClock
  let logger: Logger

  /// Removes expired jobs each time the alarm rings, until the task is cancelled.
  func run(_ alarm: EarliestAlarm) async {
    await setAlarm(alarm, notBefore: clock.now())
    var outputGone: ExpiredCursor?
    for await _ in alarm.rings {
      await prune(&outputGone)
      await setAlarm(alarm, notBefore: clock.now().advanced(byMicros: Limits.pruneEveryMicros))
    }
  }

  /// - Parameter outputGone: up to where the output of expired jobs has gone before them.
  private func prune(_ outputGone: inout ExpiredCursor?) async {
    do throws(StoreError) {
      while try await !prune(makingRoom: &outputGone) {}
      outputGone = nil
    } catch {
      logger.warning("cannot remove expired jobs, will try again", metadata: [LogKeys.error: "\(error)"])
    }
  }

  /// Removes what has expired; false if the disk was full and some room has been made for another try.
  private func prune(makingRoom outputGone: inout ExpiredCursor?) async throws(StoreError) -> Bool {
    do throws(StoreError) {
      // Each round removes some of what has expired, or puts it off; what can be neither is left for the next alarm. So
      // it comes to an end.
      while let next = try await store.nextExpiry(), next <= clock.now(), !Task.isCancelled {
        let pruned = try await store.prune(now: clock.now(), limit: Limits.prunedTogetherMax)
        await broom.remove(pruned.jobs)
        if pruned.isAll { break }
      }
      return true
    } catch {
      guard case .full = error, !Task.isCancelled else { throw error }
      // Their output may be what fills the disk: it goes first. What has gone is not looked at again.
      let page = try await store.expired(now: clock.now(), after: outputGone, limit: Limits.expiredTogetherMax)
      guard let last = page.last else { throw error }
      outputGone = last
      await broom.remove(page.jobs)
      return false
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
