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
    (.unexpected(CancellationError()), 70),
  ]

  @Test(arguments: promised) func exitCodeIsAsPromised(failure: DaemonFailure, code: Int32) {
    #expect(failure.exitCode == code)
    #expect(!failure.description.isEmpty)
    #expect(failure.hint.hasSuffix("."))
  }
}
