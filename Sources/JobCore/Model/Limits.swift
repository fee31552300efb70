// Every bound of the engine, in one place. Each is checked where its comment says, once.
// The bounds of the HTTP front are with its configuration, in HTTPLimits.

/// The bounds of the engine.
public enum Limits {
  // Submissions; checked by NewJob+Validation.
  public static let nameBytesMax = 200
  public static let queueNameBytesMax = 64
  public static let priorityRange = -1000...1000
  public static let argvCountMax = 4_096
  /// Linux refuses a single argument over 128 KiB (MAX_ARG_STRLEN).
  public static let argumentBytesMax = 131_071
  public static let commandBytesMax = 1_048_576
  public static let environmentCountMax = 1_024
  public static let environmentBytesMax = 131_071
  public static let payloadBytesMax = 1_048_576
  public static let stdinBytesMax = 16_777_216
  public static let tagCountMax = 32
  public static let tagKeyBytesMax = 64
  public static let tagValueBytesMax = 256
  public static let retryAttemptsMax = 1_000
  public static let retryConditionsMax = 64
  /// Ten years: longer is a mistake in the unit.
  public static let durationMicrosMax: Int64 = 315_360_000_000_000
  public static let logLimitBytesRange: ClosedRange<Int64> = 4_096...1_099_511_627_776
  public static let reasonBytesMax = 1_000

  // Requests; checked by JobQueue.
  public static let batchJobsMax = 10_000
  public static let pageSizeMax = 1_000
  public static let pageSizeDefault = 100
  public static let waitIDsMax = 100_000
  public static let waitMicrosMax: Int64 = 600_000_000
  public static let bulkIDsMax = 100_000
  public static let idempotencyKeyBytesMax = 255
  public static let idempotencyKeepMicros: Int64 = 86_400_000_000
  public static let queueCountMax = 1_000
  public static let slotsMax = 10_000
  public static let resultBytesMax: Int64 = 1_048_576
  public static let errorMessageBytesMax = 4_096

  // The store; checked by StoreWriter and SQLiteStore.
  /// Operations in one transaction: bounds how long the first one waits for the last.
  public static let groupCommitOperationsMax = 512
  public static let mailboxOperationsMax = 65_536
  public static let promoteBatchMax = 1_000
  public static let readerCountDefault = 2
  /// Pages of write-ahead log (4 KiB each) after which the writer checkpoints.
  public static let checkpointPages = 8_192

  // Defaults a submission may override.
  public static let graceMicrosDefault: Int64 = 10_000_000
  public static let logLimitBytesDefault: Int64 = 16_777_216
  public static let keepForMicrosDefault: Int64 = 604_800_000_000
}
