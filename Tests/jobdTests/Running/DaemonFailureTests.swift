// The exit codes that API.md promises, and that every failure says what to do next.

import HTTPFront
import JobCore
import Testing

@testable import jobd

@Suite struct DaemonFailureTests {
  private static let promised: [(DaemonFailure, Int32)] = [
    (.configuration(.unknownFormat(path: "/x.toml")), 78),
    (.store(.inUse(path: "/d", holder: "pid 7")), 73),
    (.store(.notWritable(path: "/d", message: "denied")), 73),
    (.store(.notOurs(path: "/d/jobd.lock", what: "a FIFO")), 73),
    (.store(.distrusted(path: "/d", .owner(7))), 73),
    (.store(.distrusted(path: "/d/jobd.sqlite", .writable(mode: 0o666))), 73),
    (.store(.distrusted(path: "/d/logs", .link)), 73),
    (.store(.distrustedAbove(path: "/", .owner(7))), 73),
    (.store(.distrustedAbove(path: "/", .writable(mode: 0o777))), 73),
    (.store(.full(path: "/d", message: "128 KiB are needed to open it")), 73),
    (.store(.failed(path: "/d", message: "broken")), 73),
    (.store(.newer(path: "/d/jobd.sqlite", found: 9, supported: 1)), 65),
    (.store(.corrupt(path: "/d/jobd.sqlite", message: "page 7")), 65),
    (.store(.handlerRegisteredTwice(name: "h")), 70),
    (.listen(.listen(.addressInUse(address: "unix:///s"))), 69),
    (.listen(.listen(.unknownGroup("nobodies"))), 78),
    (.unrecorded([UnrecordedEnd(job: JobID(7), isKept: true)], path: "/d/jobd.ends", fault: .full(statement: "s")), 74),
    (
      .unrecorded([UnrecordedEnd(job: JobID(7), isKept: false)], path: "/d/jobd.ends", fault: .full(statement: "s")), 74
    ),
    (
      .uncancelled(
        [UnrecordedCancel(.batch(BatchID(7)), isKept: true)], path: "/d/jobd.ends", fault: .full(statement: "s")), 74
    ),
    (.undeleted([JobID(7)], path: "/d/jobd.ends"), 74),
    (.unexpected(CancellationError()), 70),
  ]

  @Test(arguments: promised) func exitCodeIsAsPromised(failure: DaemonFailure, code: Int32) {
    #expect(failure.exitCode == code)
    #expect(!failure.description.isEmpty)
    #expect(failure.hint.hasSuffix("."))
  }

  @Test func endsThatAreNotRecordedAreNamedAndThoseThatAreLostOnceMore() {
    let ends = [3, 4, 5].map { UnrecordedEnd(job: JobID($0), isKept: $0 != 4) }
    let failure = DaemonFailure.unrecorded(ends, path: "/d/jobd.ends", fault: .full(statement: "s"))
    #expect(failure.description.hasSuffix(": 3, 4, 5"))
    #expect(failure.hint.contains("/d/jobd.ends") && failure.hint.contains("takes 4 for lost"))
    let sixty = (1...60).map { UnrecordedEnd(job: JobID($0), isKept: true) }
    let many = DaemonFailure.unrecorded(sixty, path: "/d", fault: .full(statement: "s"))
    #expect(many.description.hasSuffix("50 and 10 more"))
  }

  @Test func cancelsThatAreNotRecordedAreNamedAndThoseThatAreForgottenOnceMore() {
    let (job, batch) = (UnrecordedCancel.Subject.job(JobID(3)), UnrecordedCancel.Subject.batch(BatchID(4)))
    func hint(_ keptJob: Bool, _ keptBatch: Bool) -> String {
      let cancels = [UnrecordedCancel(job, isKept: keptJob), UnrecordedCancel(batch, isKept: keptBatch)]
      let failure = DaemonFailure.uncancelled(cancels, path: "/d/jobd.ends", fault: .full(statement: "s"))
      #expect(failure.description.hasSuffix(": job 3, batch 4"))
      return failure.hint
    }
    #expect(hint(true, true).hasSuffix("of /d/jobd.ends: the next start records them from that file."))
    #expect(hint(true, false).hasSuffix("but for batch 4: cancel those once more."))
    #expect(hint(false, false).hasSuffix("start again, and cancel them once more."))
  }

  @Test func deletionsThatAreNotRecordedAreNamed() {
    let sixty = DaemonFailure.undeleted((1...60).map { JobID($0) }, path: "/d/jobd.ends")
    #expect(sixty.description.contains(": 1, 2, 3, ") && sixty.description.hasSuffix("50 and 10 more"))
    #expect(sixty.hint.contains("delete them once more"))
  }

  @Test func hintIsForWhatIsInTheWay() {
    let full = DaemonFailure.store(.full(path: "/d/jobd.sqlite", message: "128 KiB are needed to open it"))
    #expect(full.description.contains("is full") && full.hint.contains("Free space"))
    let broken = DaemonFailure.store(.failed(path: "/d", message: "disk I/O error"))
    #expect(!broken.hint.contains("Free space") && broken.hint.contains("disk"))
    let ends = [UnrecordedEnd(job: JobID(7), isKept: true)]
    let (noRoom, noDisk) = (
      DaemonFailure.unrecorded(ends, path: "/d/jobd.ends", fault: .full(statement: "s")),
      DaemonFailure.unrecorded(ends, path: "/d/jobd.ends", fault: .io(statement: "s", code: 10, message: "m"))
    )
    #expect(noRoom.hint.contains("Free space") && noRoom.hint.contains("/d/jobd.ends"))
    #expect(!noDisk.hint.contains("space") && noDisk.hint.contains("/d/jobd.ends"))
    let replaced = DaemonFailure.unrecorded(ends, path: "/d/jobd.ends", fault: .replaced(path: "/d/jobd.sqlite-wal"))
    #expect(replaced.hint.contains("/d/jobd.sqlite-wal back") && replaced.hint.contains("/d/jobd.ends"))
    #expect(!replaced.hint.contains("disk") && !replaced.hint.contains("space"))
  }
}
