// Peers whose machine is gone while they wait or follow: nothing comes from them, not even an end.

import JobCore
import JobWire
import NIOCore
import Testing

@testable import HTTPFront

@Suite(
  .serialized, .timeLimit(.minutes(1)),
  .enabled("needs the right to make a network of its own") { await LoneNetwork.isAllowed() })
struct PulledCableTests {
  /// What the peer has asked for, and how often it is sent something that it cannot acknowledge.
  struct Scene: Sendable, CustomTestStringConvertible {
    let target: String
    var heartbeat: TimeAmount = .minutes(1)
    var testDescription: String { "\(target), \(heartbeat.nanoseconds / 1_000_000) ms" }
  }

  static let scenes = [
    Scene(target: "/v1/jobs/1?wait=9m"), Scene(target: "/v1/jobs/1/log?follow=true"), Scene(target: "/v1/events"),
    // Here the kernel asks nothing: it waits for the bytes that are on their way.
    Scene(target: "/v1/events", heartbeat: .milliseconds(100)),
  ]

  /// With the times of `HTTPTimeouts` cut to seconds; what they are otherwise, `VanishedPeersTests` asks the kernel.
  @Test(arguments: scenes) func whoIsCutOffLeavesAndCostsNothingMore(_ scene: Scene) async throws {
    let network = try await LoneNetwork.make()
    defer { network.close() }
    try await withDaemon(configure: { config, directory in
      config.listeners.append(.inherited(descriptor: network.listener))
      config.tokenFile = "\(directory)/tokens"
      try writePrivate("\(TokenClient.token) far read\n", to: "\(directory)/tokens")
      config.timeouts.keepAliveIdle = .seconds(1)
      config.timeouts.keepAliveInterval = .seconds(1)
      config.timeouts.unacknowledged = .seconds(2)
      config.timeouts.heartbeat = scene.heartbeat
    }) { daemon in
      let owner = try await daemon.connect()
      #expect(try await owner.submit(#"{"shell":"echo here; exec sleep 600"}"#) == 1)
      #expect(try await eventually { try await owner.get("/v1/jobs/1/log").text == "here\n" })
      let peer = try await network.connect()
      let fields = "Authorization: Bearer \(TokenClient.token)\r\n"
      let request = TestClient.request("GET", scene.target, fields: fields)
      try await peer.send(request.replacing("Host: jobd", with: "Host: localhost"))
      if scene.target.contains("wait") {
        #expect(try await eventually { try await daemon.queue.info().waiters == 1 })
      } else {
        #expect(try await peer.receive().starts(with: "HTTP/1.1 200".utf8))
      }
      #expect(daemon.front.registry.count == 2)
      try network.pullCable()
      #expect(try await eventually { daemon.front.registry.count == 1 })
      #expect(try await eventually { try await daemon.queue.info().waiters == 0 })
      #expect(try await owner.get("/v1/jobs/1").json?["state"]?.stringValue == "running")
      for connection in [peer, owner.raw] { connection.close() }
    }
  }
}
