// The notify protocol against a real datagram socket, by path and in the abstract namespace.

import Testing

@testable import jobd

@Suite struct SystemdNotifyTests {
  @Test func messagesArriveTogetherOnASocketPath() async throws {
    let directory = try TemporaryDirectory()
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    SystemdNotify(environment: ["NOTIFY_SOCKET": receiver.address])
      .send(.ready, .mainPID(42), .status("up\nand\nrunning"))
    #expect(await receiver.next() == ["READY=1", "MAINPID=42", "STATUS=up and running"])
  }

  @Test func messagesArriveInTheAbstractNamespace() async throws {
    let receiver = try NotifyReceiver(address: "@jobd-test-\(UInt64.random(in: 0 ... .max))")
    SystemdNotify(environment: ["NOTIFY_SOCKET": receiver.address]).send(
      .stopping, .extendTimeout(micros: 5), .watchdog)
    #expect(await receiver.next() == ["STOPPING=1", "EXTEND_TIMEOUT_USEC=5", "WATCHDOG=1"])
  }

  @Test(.timeLimit(.minutes(1))) func managerThatDoesNotReadHoldsNobodyUp() async throws {
    let directory = try TemporaryDirectory()
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let notify = SystemdNotify(environment: ["NOTIFY_SOCKET": receiver.address])
    // Far more than the kernel keeps for a reader (net.unix.max_dgram_qlen).
    for _ in 0..<10_000 { notify.send(.watchdog) }
    #expect(await receiver.next() == ["WATCHDOG=1"])
  }

  @Test(arguments: [nil, "", "relative", "/does/not/exist", "/" + String(repeating: "x", count: 200)] as [String?])
  func withoutASocketNothingHappens(address: String?) {
    SystemdNotify(environment: address.map { ["NOTIFY_SOCKET": $0] } ?? [:]).send(.ready)
  }
}
