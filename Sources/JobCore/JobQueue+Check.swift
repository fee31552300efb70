// The check of a database that was too large to be read whole at the start, in the background.

import Logging

extension JobQueue {
  /// Reads a database that was too large to be checked at the start.
  func quickCheck() async {
    for tried in 1...Limits.quickCheckTries {
      do throws(StoreError) {
        if let problem = try await store.quickCheck() { store.noteDamage(problem) }
        return
      } catch {
        if case .closed = error { return }
        logger.error(
          "the database could not be checked",
          metadata: [LogKeys.error: "\(error)", LogKeys.count: "\(tried)"])
      }
      // A read that failed may go through later.
      do { try await Task.sleep(for: .micros(Limits.quickCheckPauseMicros)) } catch { return }
    }
  }
}
