// What a listener needs to know besides its address.

import NIOCore

/// How the front listens, the same for all its addresses.
struct ListenOptions: Sendable {
  /// File mode of Unix sockets.
  let socketMode: UInt16
  /// Group of Unix sockets; `nil` leaves that of the process.
  let socketGroup: String?
  /// Connections the kernel may hold that are not accepted yet.
  let backlogMax: Int32
  /// After an accept that failed for want of descriptors or memory.
  let acceptPause: TimeAmount
  /// For TCP.
  let vanishedPeers: VanishedPeers
  /// Bytes queued for a reader before a streamed answer waits for it.
  let writeBufferBytesMax: Int
  /// Whether a descriptor that was passed in may be a TCP socket: only where there are tokens.
  let takesTCP: Bool
}
