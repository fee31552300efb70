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
    (.store(.failed(path: "/d", message: "broken")), 73),
    (.store(.newer(path: "/d/jobd.sqlite", found: 9, supported: 1)), 65),
    (.store(.corrupt(path: "/d/jobd.sqlite", message: "page 7")), 65),
    (.store(.handlerRegisteredTwice(name: "h")), 70),
    (.listen(.addressInUse(address: "unix:///s")), 69),
    (.listen(.unknownGroup("nobodies")), 78),
    (.unrecorded([UnrecordedEnd(job: JobID(7), isKept: true)], path: "/d/jobd.ends"), 74),
    (.unrecorded([UnrecordedEnd(job: JobID(7), isKept: false)], path: "/d/jobd.ends"), 74),
    (.unexpected(CancellationError()), 70),
  ]

  @Test(arguments: promised) func exitCodeIsAsPromised(failure: DaemonFailure, code: Int32) {
    #expect(failure.exitCode == code)
    #expect(!failure.description.isEmpty)
    #expect(failure.hint.hasSuffix("."))
  }

  @Test func endsThatAreNotRecordedAreNamedAndThoseThatAreLostOnceMore() {
    let ends = [3, 4, 5].map { UnrecordedEnd(job: JobID($0), isKept: $0 != 4) }
    let failure = DaemonFailure.unrecorded(ends, path: "/d/jobd.ends")
    #expect(failure.description.hasSuffix(": 3, 4, 5"))
    #expect(failure.hint.contains("/d/jobd.ends") && failure.hint.contains("takes 4 for lost"))
    let many = DaemonFailure.unrecorded((1...60).map { UnrecordedEnd(job: JobID($0), isKept: true) }, path: "/d")
    #expect(many.description.hasSuffix("50 and 10 more"))
  }
}
