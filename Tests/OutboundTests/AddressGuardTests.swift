// Which addresses are private, in every spelling a resolver takes, and in every form a peer can have.

import NIOCore
import Testing

@testable import JobCore
@testable import Outbound

@Suite struct AddressGuardTests {
  @Test(arguments: [
    "127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0.0.0.0", "10.1.2.3", "172.16.0.1",
    "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1", "fe80::1", "fc00::1",
    "fd12:3456::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "100::1", "2001:db8::1",
    "2001::1", "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1", "::ffff:0:169.254.169.254", "2001:2::1", "2001:10::1",
    "3fff::1", "5f00::1",
  ]) func privateAddressIsRefused(_ host: String) throws {
    #expect(try HostAddresses.resolve(host).get().bytes.contains(where: AddressGuard.isPrivate))
  }

  @Test(arguments: [
    "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "192.169.0.1", "::ffff:8.8.8.8", "134744072",
    "::ffff:0:8.8.8.8", "2001:4860:4860::8888", "2001:20::1", "3ffe::1",
  ])
  func publicAddressIsTaken(_ host: String) throws {
    #expect(try !HostAddresses.resolve(host).get().bytes.contains(where: AddressGuard.isPrivate))
  }

  @Test func numberIsAnAddressWithoutAsking() {
    #expect(HostAddresses.literal("0x7f.1")?.bytes == [[127, 0, 0, 1]])
    #expect(HostAddresses.literal("localhost") == nil)
  }

  @Test(arguments: ["127.0.0.1", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"]) func privatePeerIsRefused(
    _ address: String
  ) throws {
    let peer = try SocketAddress(ipAddress: address, port: 80)
    #expect(throws: AddressGuard.Refusal.self) { try AddressGuard.judge(peer) }
  }

  @Test func peerWithoutAnAddressIsRefused() throws {
    #expect(throws: AddressGuard.Refusal.self) { try AddressGuard.judge(nil) }
    let socket = try SocketAddress(unixDomainSocketPath: "/run/x.sock")
    #expect(throws: AddressGuard.Refusal.self) { try AddressGuard.judge(socket) }
    let known = try SocketAddress(ipAddress: "8.8.8.8", port: 80)
    #expect(throws: Never.self) { try AddressGuard.judge(known) }
  }
}
