// From where an address can be reached, and by which address programs of this machine reach it.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ListenAddress {
  /// The address that programs on this machine connect to. If all addresses are listened on, it is the loopback address
  /// of their family: nobody connects to `0.0.0.0`, and a request that names it as its host is refused.
  package var local: ListenAddress {
    guard case .tcp(let host, let port) = self else { return self }
    switch HostNumber(host) {
    case .v4(0): return .tcp(host: "127.0.0.1", port: port)
    case .v6(let bytes) where bytes.allSatisfy({ $0 == 0 }): return .tcp(host: "::1", port: port)
    case .v4, .v6, nil: return self
    }
  }

  /// The host by which clients reach it; nil for Unix sockets, and if all addresses are listened on: then there are many.
  package var ownHost: String? {
    if case .tcp(let host, _) = self, local == self { host } else { nil }
  }

  /// Whether other machines can connect.
  package var isOpenToOthers: Bool {
    guard case .tcp(let host, _) = self else { return false }
    switch HostNumber(host) {
    case .v4(let number): return number >> 24 != 127
    case .v6(let bytes): return bytes != [UInt8](repeating: 0, count: 15) + [1]
    // Any other name may be one of the network.
    case nil: return host.lowercased() != "localhost"
    }
  }
}

/// A host that is written as a number.
private enum HostNumber {
  case v4(UInt32)
  case v6([UInt8])

  init?(_ host: String) {
    var four = in_addr()
    var six = in6_addr()
    // As the resolver reads it: `0` is `0.0.0.0`.
    if inet_aton(host, &four) != 0 {
      self = .v4(UInt32(bigEndian: four.s_addr))
    } else if inet_pton(AF_INET6, host, &six) == 1 {
      self = .v6(withUnsafeBytes(of: six) { Array($0) })
    } else {
      return nil
    }
  }
}
