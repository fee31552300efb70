// Rows that cannot be read: of a later version, or damaged.

import TestSupport

@testable import JobCore

extension StoreBench {
  /// From now on the job has a reason that nobody knows.
  func makeUnreadable(_ id: JobID) throws {
    try RawDatabase("\(directory.path)/jobd.sqlite").execute("UPDATE job SET reason = 99 WHERE id = \(id)")
  }
}
