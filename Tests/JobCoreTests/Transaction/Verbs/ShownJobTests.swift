// A job that is shown by an answer is there once it has been looked at.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ShownJobTests {
  @Test func jobIsThereWhenItHasBeenNoted() throws {
    let shown = ShownJob(JobID(7))
    let error = #expect(throws: StoreError.self) { _ = try shown.job }
    guard case .illegal(_, let message) = error else { throw Unexpected(what: "\(String(describing: error))") }
    #expect(message.contains("job 7 "))
    shown.note(Job(.noop(), id: JobID(7), now: .noon))
    #expect(try shown.job.id == JobID(7))
    shown.note(Job(.noop { $0.priority = 3 }, id: JobID(7), now: .noon))
    #expect(try shown.job.priority == 3)
  }
}
