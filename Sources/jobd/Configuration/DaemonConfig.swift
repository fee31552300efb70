// The daemon's configuration as one value, checked and complete: everything the composition root needs to start.

import HTTPFront
import JobCore
import JobWire
import Logging

/// The effective configuration of a daemon. What each setting means, its default and its range stand in `ConfigSetting`.
///
/// - Units: durations in microseconds, sizes in bytes.
struct DaemonConfig: Sendable {
  var dataDirectory: String
  /// Empty only when systemd passes the sockets.
  var listen: [ListenAddress]
  /// Whether `listen` is the default, which sockets passed by systemd replace.
  var isListenDefault: Bool
  var slots: Int
  var durability = Durability.full
  var drainMicros: Int64 = 60_000_000
  var graceMicros = Limits.graceMicrosDefault
  var keepForMicros = Limits.keepForMicrosDefault
  var logLimitBytes = Limits.logLimitBytesDefault
  /// Whom the end of every job is told to; nil leaves it to requests.
  var defaultCallbacks: [Callback]?
  /// Callbacks are not sent to private addresses.
  var refusesPrivateAddresses = false
  var isDebug = false
  var logLevel = Logger.Level.notice
  var logFormat = LogFormat.text
  /// Nil means 0600, or 0660 when there is a group.
  var socketMode: UInt16?
  var socketGroup: String?
  var tokensFile: String
  /// As whom commands may run.
  var runAsUsers: [String] = []
  /// Beside localhost and its addresses.
  var allowedHosts: [String] = []
  /// As they were given; each is one.
  var origins: [String] = []
  var bodyBytesMax = HTTPLimits().bodyBytesMax
  var connectionsMax = HTTPLimits().connectionsMax
  var headerTimeoutMicros: Int64 = 10_000_000
  var idleTimeoutMicros: Int64 = 75_000_000
  var queues: [String: QueueChange] = [:]
  /// Handlers whose jobs run in worker processes.
  var handlers: [String: WorkerSettings] = [:]
  /// Pools of threads that jobs can name as their executor.
  var executors: [String: PoolSettings] = [:]

  /// The permissions the Unix sockets get.
  var effectiveSocketMode: UInt16 { socketMode ?? (socketGroup == nil ? 0o600 : 0o660) }
}
