// From which machine a TCP connection comes, as far as budgets are concerned.

import NIOCore

/// A machine of the network: an IPv4 address, or the 64 bits of an IPv6 address that one network gets. Who has one IPv6
/// address usually has all of its network.
enum PeerAddress: Hashable, Sendable {
  case v4(UInt32)
  case v6(UInt64)

  /// `nil` for what is no TCP address.
  init?(_ address: SocketAddress) {
    switch address {
    // By their places, which are the same on every system: behind family and port, and in IPv6 behind the flow, too.
    case .v4(let four): self = .v4(UInt32(Self.number(withUnsafeBytes(of: four.address) { Array($0[4..<8]) })))
    case .v6(let six): self.init(bytes: withUnsafeBytes(of: six.address) { Array($0[8..<24]) })
    case .unixDomainSocket: return nil
    }
  }

  /// - Parameter bytes: the 16 of an IPv6 address. A listener on all addresses sees IPv4 peers as such, too.
  init(bytes: [UInt8]) {
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    self = isMapped ? .v4(UInt32(Self.number(bytes[12...]))) : .v6(Self.number(bytes[..<8]))
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
