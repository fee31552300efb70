// From which machine a TCP connection comes, as far as budgets are concerned.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A machine of the network: an IPv4 address, or the 64 bits of an IPv6 address that one network gets. Who has one IPv6
/// address usually has all of its network.
enum PeerAddress: Hashable, Sendable {
  case v4(UInt32)
  case v6(UInt64)

  /// `nil` for what is no TCP address.
  init?(_ address: SocketAddress) {
    switch address {
    case .v4(let four): self = .v4(UInt32(bigEndian: four.address.sin_addr.s_addr))
    case .v6(let six): self.init(bytes: withUnsafeBytes(of: six.address.sin6_addr) { Array($0) })
    case .unixDomainSocket: return nil
    }
  }

  /// - Parameter bytes: the 16 of an IPv6 address. A listener on all addresses sees IPv4 peers as such, too.
  init(bytes: [UInt8]) {
    func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    self = isMapped ? .v4(UInt32(number(bytes[12...]))) : .v6(number(bytes[..<8]))
  }
}
