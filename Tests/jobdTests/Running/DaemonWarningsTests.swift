// What a daemon says at its start of being open to more, or of having less, than may be meant; and that it says nothing
// of what is as it should be.

import HTTPFront
import JobCore
import Logging
import TestSupport
import Testing

@testable import jobd

@Suite struct DaemonWarningsTests {
  private let lines = Noted<[NotedLine]>([])
  private var said: [NotedLine] { lines.value }

  private func daemon(_ change: (inout DaemonConfig) -> Void = { _ in }) -> Daemon {
    var config = DaemonConfig(
      dataDirectory: "/d", listen: [.unix(path: "/s")], isListenDefault: false, slots: 1, tokensFile: "/t")
    // As few as any machine allows.
    config.connectionsMax = 10
    change(&config)
    let logger = Logger(label: "test") { [lines] _ in NotingLogHandler(lines: lines) }
    return Daemon(config: config, systemd: SystemdEnvironment([:]), logger: logger)
  }

  @Test func socketOfManyIsWarnedOfWhereCommandsRunAsOthers() {
    let sockets = [BoundAddress.unix(path: "/s"), .tcp(host: "127.0.0.1", port: 1)]
    daemon { $0.runAsUsers = ["ann"] }.warnOfSocket(sockets)
    daemon { $0.socketMode = 0o666 }.warnOfSocket(sockets)
    let open = daemon { ($0.runAsUsers, $0.socketMode) = (["ann", "bob"], 0o666) }
    open.warnOfSocket([sockets[1]])
    #expect(said.isEmpty)
    open.warnOfSocket(sockets)
    #expect(said.count == 1 && said.first?.level == .warning)
    #expect(said.first?.metadata["users"] == "ann bob" && said.first?.metadata["addresses"] == "unix:///s")
  }

  @Test func networkIsWarnedOfWhereOtherMachinesCanConnect() {
    let daemon = daemon { $0.allowedHosts = ["build.example.org"] }
    daemon.warnOfNetwork([.unix(path: "/s"), .tcp(host: "127.0.0.1", port: 1)])
    #expect(said.isEmpty)
    daemon.warnOfNetwork([.tcp(host: "0.0.0.0", port: 7)])
    #expect(said.count == 1 && said.first?.metadata["hosts"]?.description.hasSuffix("build.example.org") == true)
  }

  @Test func fewOpenFilesAreWarnedOf() {
    daemon().warnOfDescriptors()
    #expect(said.isEmpty)
    // More than any limit of open files has room for.
    daemon { $0.slots = 100_000_000 }.warnOfDescriptors()
    #expect(said.count == 1 && said.first?.metadata["slots"] != nil)
  }
}
