// Judges who is at the other end of a connection: the last word, whatever a name meant before.

import NIOCore

extension AddressGuard {
  /// Refuses a peer whose address is private or cannot be found out.
  static func judge(
    _ peer: SocketAddress?, _ isPrivate: ([UInt8]) -> Bool = AddressGuard.isPrivate
  ) throws(Refusal) {
    // A Unix socket has no bytes, and is as private as can be.
    let bytes: [UInt8]? = peer?.withSockAddr { address, _ in Self.bytes(address) } ?? nil
    guard let bytes, !isPrivate(bytes) else { throw Refusal(peer?.ipAddress ?? "the other end of the connection") }
  }
}
