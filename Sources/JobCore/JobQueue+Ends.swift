// What an earlier daemon could not record, on a disk that took nothing: ends of attempts, and cancels that it accepted.

import Logging
import Synchronization

extension JobQueue {
  /// Ends of attempts that a full or failing disk did not let be recorded; asked for after `close`.
  public var unrecordedEnds: [UnrecordedEnd] {
    store.writer.unrecordedEnds
  }

  /// Cancels that were accepted and could not be recorded for the same reason, but for those of jobs of which it is
  /// known how they ended; asked for after `close`.
  public var unrecordedCancels: [UnrecordedCancel] {
    let ended = Set(unrecordedEnds.map { UnrecordedCancel.Subject.job($0.job) })
    var named: Set<UnrecordedCancel.Subject> = []
    return store.writer.unrecordedCancels.filter { cancel in
      !ended.contains(cancel.subject) && named.insert(cancel.subject).inserted
    }
  }

  /// Jobs that were to be deleted and are still there, without their output, because a full or failing disk took
  /// nothing; asked for after `close`.
  public var unrecordedDeletes: [JobID] {
    store.unrecorded?.lostDeletes.withLock { $0.sorted { $0.value < $1.value } } ?? []
  }

  /// Why the database takes nothing, as far as is known; `nil` once it has taken something since.
  public var storeFault: StoreError? {
    store.writer.fault
  }

  /// Where such ends and cancels are kept for the next start.
  public var endJournalPath: String {
    directory.endJournalPath
  }

  /// Records them before lost attempts are decided on, because how these ended is known, or that they were cancelled.
  ///
  /// - Errors: the disk takes nothing: they are left for another start. This one must not go on without them, nor let
  ///   happen what they would undo when they are recorded later.
  func recordKeptWords() async throws(StoreError) {
    let kept = await store.writer.keptWords()
    var count = 0
    for end in kept.ends {
      do throws(StoreError) {
        // One that was recorded after all, or has been decided in another way since, changes nothing.
        if try await store.apply(end, now: clock.now()) { count += 1 }
      } catch {
        logger.error(
          "end of an attempt could not be recorded",
          metadata: [LogKeys.jobID: "\(end.fence.job)", LogKeys.error: "\(error)"])
        // An end that the store will never take must not keep the others from being recorded: its attempt counts as
        // lost.
        if error.mayPass { throw error }
      }
    }
    try await recordCancels(kept.cancels)
    store.writer.forgetKeptWords()
    if count > 0 {
      logger.notice("ends of attempts that had been kept are recorded", metadata: [LogKeys.count: "\(count)"])
    }
  }

  /// Behind the ends: a job that has ended meanwhile is not told to stop.
  private func recordCancels(_ cancels: [KeptCancel]) async throws(StoreError) {
    for cancel in cancels {
      do throws(StoreError) {
        try await store.unrecorded?.record(cancel, now: clock.now())
      } catch {
        logger.error("a cancel that was accepted could not be recorded", metadata: [LogKeys.error: "\(error)"])
        if error.mayPass { throw error }
      }
    }
    if !cancels.isEmpty {
      logger.notice("cancels that had been kept are recorded", metadata: [LogKeys.count: "\(cancels.count)"])
    }
  }
}
