// Ends of attempts that an earlier daemon could not record, on a disk that took nothing.

import Logging
import Synchronization

extension JobQueue {
  /// Ends of attempts that a full or failing disk did not let be recorded; asked for after `close`.
  public var unrecordedEnds: [UnrecordedEnd] {
    store.writer.unrecordedEnds
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

  /// Where such ends are kept for the next start.
  public var endJournalPath: String {
    directory.endJournalPath
  }

  /// Records them before lost attempts are decided on, because how these ended is known.
  func recordKeptEnds() async {
    let ends = await store.writer.keptEnds()
    var count = 0
    for end in ends {
      do throws(StoreError) {
        // One that was recorded after all, or has been decided in another way since, changes nothing.
        if try await store.apply(end, now: clock.now()) { count += 1 }
      } catch {
        logger.error(
          "end of an attempt could not be recorded",
          metadata: [LogKeys.jobID: "\(end.fence.job)", LogKeys.error: "\(error)"])
        // An end that the store will never take must not keep the others from being recorded: its attempt counts as
        // lost.
        if error.mayPass { return }
      }
    }
    store.writer.forgetKeptEnds()
    if count > 0 {
      logger.notice("ends of attempts that had been kept are recorded", metadata: [LogKeys.count: "\(count)"])
    }
  }
}
