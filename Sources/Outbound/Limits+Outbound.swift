// The bounds of everything that jobd asks others over HTTP: connections, looked up names, bodies that are not read.

import JobCore

extension Limits {
  /// To a connection, TLS included.
  package static let httpConnectMicros: Int64 = 10_000_000
  /// A connection that is not used is closed after this time; many servers close theirs after five seconds.
  package static let httpIdleMicros: Int64 = 4_000_000
  /// Bytes of an answer's body that are read and dropped to keep a connection.
  package static let httpDrainBytesMax = 65_536
  /// Threads that look names up.
  package static let lookupThreadsMax = 8
  /// Names that wait for one of them.
  package static let lookupsWaitingMax = 1_000
  /// How long the addresses of a name are kept.
  package static let lookupKeptMicros: Int64 = 30_000_000
  /// Names whose addresses are kept.
  package static let lookupsKeptMax = 1_000
}
