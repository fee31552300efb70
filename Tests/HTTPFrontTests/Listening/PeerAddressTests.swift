// Which addresses are one peer.

import Testing

@testable import HTTPFront

@Suite struct PeerAddressTests {
  @Test func addressesOfOneNetworkAreOnePeer() {
    let network: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 1]
    let one = PeerAddress(bytes: network + [0, 0, 0, 0, 0, 0, 0, 1])
    #expect(one == PeerAddress(bytes: network + [9, 9, 9, 9, 9, 9, 9, 9]))
    #expect(one != PeerAddress(bytes: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]))
  }

  @Test func peerOfTheOtherProtocolIsTheSame() {
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1]
    #expect(PeerAddress(bytes: mapped) == .v4(0x7F00_0001))
  }
}
