// Every bound that those who use the engine can run into, in one place. Each is checked where its comment says, once.
// What bounds the engine inside is in Limits+Engine, Limits+Store, Limits+Workers and Limits+Hosts; the bounds of the HTTP
// front are in HTTPLimits.

/// The bounds of what is asked of the engine, and the default values.
///
/// Beyond one of them a request is refused with `.invalid` and the name of the field, unless the comment says otherwise.
/// Bytes are those of UTF-8, times are in microseconds.
public enum Limits {
  // Submissions; checked by NewJob+Validation.

  /// Bytes of the name of a job, handler or schedule.
  public static let nameBytesMax = 200
  /// Bytes of a queue's name; each of them A-Z a-z 0-9 . _ or -.
  public static let queueNameBytesMax = 64
  /// Priorities of a job, the highest first; 0 is the default.
  public static let priorityRange = -1000...1000
  /// Elements of a command, the program among them.
  public static let argvCountMax = 4_096
  /// Linux refuses a single argument over 128 KiB (MAX_ARG_STRLEN); it holds for the text of a shell command too.
  public static let argumentBytesMax = 131_071
  /// Bytes of a command in all, one more for each element: half of what execve(2) takes by default, the environment
  /// needs the rest.
  public static let commandBytesMax = 1_048_576
  /// Variables that a job gives its process.
  public static let environmentCountMax = 1_024
  /// Bytes of one variable, name and value together: to execve(2) it is an argument like any other.
  public static let environmentBytesMax = 131_071
  /// Bytes of a handler's payload, and of the body of an http job: each is a value in a row, read at every claim.
  public static let payloadBytesMax = 1_048_576
  /// Bytes that a process is given to read.
  public static let stdinBytesMax = 16_777_216
  /// Tags of a job.
  public static let tagCountMax = 32
  /// Bytes of a tag's key; each of them A-Z a-z 0-9 . _ or -.
  public static let tagKeyBytesMax = 64
  /// Bytes of a tag's value; anything but NUL.
  public static let tagValueBytesMax = 256
  /// Attempts that a retry rule may allow, the first among them.
  public static let retryAttemptsMax = 1_000
  /// Attempts that a job's history shows, the latest: as many as a rule allows, and those that were given back. Retries by
  /// hand have no bound.
  public static let attemptsShownMax = 1_020
  /// Conditions in each of the two lists of a retry rule, `on` and `notOn`.
  public static let retryConditionsMax = 64
  /// Ten years: longer is a mistake in the unit.
  public static let durationMicrosMax: Int64 = 315_360_000_000_000
  /// No time may be at or after this, the first of January 2200: a year that is longer is a mistake, and times count in
  /// nanoseconds in places.
  public static let timeMax = Timestamp(micros: 7_258_118_400_000_000)
  /// Bytes kept of each stream of output, 4 KiB to 1 TiB: less would leave no room for a head and a tail.
  public static let logLimitBytesRange: ClosedRange<Int64> = 4_096...1_099_511_627_776
  /// Bytes of what is said with a cancel; no control characters.
  public static let reasonBytesMax = 1_000
  /// Bytes of a unique or limit key.
  public static let keyBytesMax = 200
  /// With a follow-up's own, one more for the job it is submitted with.
  public static let parentsMax = 10_000
  /// Parents a child process is told of in its environment, which has a bound of its own: execve(2).
  public static let parentVariablesMax = 100
  /// Follow-ups that come with one request, at all depths together.
  public static let thenJobsMax = 10_000
  /// Follow-ups of follow-ups of one job; what is nested deeper has to be submitted by one of them.
  public static let thenDepthMax = 64
  /// Parents and follow-ups named by one job, and so by each of a list.
  public static let childrenShownMax = 1_000
  /// Bytes of what names an executor or a pool of threads.
  public static let executorNameBytesMax = 64
  /// Bytes of the note of a progress report; from a worker process what is longer is cut.
  public static let progressNoteBytesMax = 200
  /// Bytes an attempt may keep for the next one.
  public static let checkpointBytesMax = 1_048_576
  /// Callbacks of one job, those that were delivered among them.
  public static let callbacksMax = 16
  /// Bytes of the URL of a callback.
  public static let callbackURLBytesMax = 2_048
  /// Bytes of the URLs and commands of all callbacks of a queue, and of those for every job: they stand in memory, and in
  /// each answer about it.
  public static let queueCallbackBytesMax = 32_768

  // Http jobs; checked by FieldChecks+HTTP, patterns by PatternParser.

  /// Redirects an http job may follow.
  public static let redirectsMax = 10
  /// Bytes of an http job's URL; a redirect to a longer one is not followed.
  public static let httpURLBytesMax = 8_192
  /// Bytes of a request's method.
  public static let httpMethodBytesMax = 32
  /// Header fields of an http job.
  public static let httpHeadersMax = 100
  /// Of one header field, name and value together.
  public static let httpHeaderBytesMax = 8_192
  /// Codes and ranges that an http job names as a success.
  public static let httpStatusRangesMax = 50
  /// Five minutes: the default timeout of http jobs, because a server may never answer.
  public static let httpTimeoutMicrosDefault: Int64 = 300_000_000
  /// Bytes of a pattern's text.
  public static let patternBytesMax = 1_000
  /// How deep a pattern may be nested.
  public static let patternDepthMax = 50
  /// Steps of a pattern with all counts written out: `(a{50}){50}` is short and has 2,500.
  public static let patternStepsMax = 1_000
  /// The beginning of a text in which a pattern is looked for.
  public static let patternTextBytesMax = 65_536

  // Remote claims; checked by ClaimRequest+Validation and JobQueue+Claims.

  /// Jobs in one claim.
  public static let claimMax = 100
  /// Handlers, and queues, that one claim may name.
  public static let claimFiltersMax = 100
  /// Claims that may wait at once; beyond it a claim that would wait is refused as `.store(.overloaded)`.
  public static let claimWaitersMax = 20_000
  /// How long a lease may be: a second to twelve hours.
  public static let leaseMicrosRange: ClosedRange<Int64> = 1_000_000...43_200_000_000
  /// The default lease of a claim.
  public static let leaseMicrosDefault: Int64 = 60_000_000
  /// What the daemon waits beyond a lease, for an answer that was on its way.
  public static let leaseMarginMicros: Int64 = 2_000_000
  /// Claims renewed by one request.
  public static let heartbeatsMax = 1_000
  /// Attempts ended by one request.
  public static let remoteEndsMax = 10_000
  /// Bytes of a remote worker's name.
  public static let workerNameBytesMax = 200
  /// Remote workers in one answer.
  public static let remoteWorkersShownMax = 1_000
  /// Jobs of each.
  public static let workerJobsShownMax = 100
  /// Bytes of a handler's output and of the body of an answer: beyond it the attempt fails. Of a result file or of
  /// output as a result, what is shown.
  public static let resultBytesMax: Int64 = 1_048_576
  /// Bytes of a failure's message; those of a remote end are refused, all others cut.
  public static let errorMessageBytesMax = 4_096
  /// Bytes of a failure's code; those of a remote end are refused, all others cut.
  public static let errorCodeBytesMax = 100

  // Input of running commands; checked by JobQueue+Input.

  /// Bytes of one request to send input.
  public static let sendBytesMax = 1_048_576
  /// How long such a request waits for room in the command's pipe.
  public static let sendWaitMicros: Int64 = 10_000_000

  // Requests; checked by JobQueue.

  /// Jobs that are submitted in one transaction: everybody else waits for its end. More are refused as `.tooMany`.
  public static let batchJobsMax = 10_000
  /// Jobs or batches on one page; more are taken for this many.
  public static let pageSizeMax = 1_000
  /// Bytes of a filter's pattern over names: a name has 200, and sets (`[a-z]`) take more. What one row costs a list goes
  /// with the sets.
  public static let nameGlobBytesMax = 1_000
  /// Bytes of a text that jobs are looked for by: no name is longer, and no shown command much.
  public static let searchTextBytesMax = 200
  /// Jobs that one wait may name, leave out or find by a filter.
  public static let waitIDsMax = 100_000
  /// Ten minutes: a wait ends then at the latest, and is asked for again.
  public static let waitMicrosMax: Int64 = 600_000_000
  /// Jobs named by the dry run of a bulk verb, the first of those that it counts; the verb itself has no bound.
  public static let bulkIDsMax = 1_000
  /// Jobs or queues that one pause may name.
  public static let pausedTogetherMax = 1_000
  /// Jobs in each list of what came of a pause.
  public static let pausedShownMax = 1_000
  /// Bytes of an idempotency key; one is the least.
  public static let idempotencyKeyBytesMax = 255
  /// Bytes that a front end may put before a key to say whose it is.
  public static let idempotencyOwnerBytesMax = 128
  /// A day: how long the answer to an idempotency key is repeated; after it the request is carried out again.
  public static let idempotencyKeepMicros: Int64 = 86_400_000_000
  /// Queues that may exist: the writer holds all of them in memory.
  public static let queueCountMax = 1_000
  /// Unfinished jobs may have this many different limit keys.
  public static let limitKeysMax = 100_000
  /// What the bound on the waiting jobs of a queue may be.
  public static let maxQueuedRange = 1...1_000_000_000
  /// Starts per interval, and starts in a burst, of a queue's rate; 0 would be a pause.
  public static let rateCountRange = 1...1_000_000
  /// Schedules that may exist.
  public static let scheduleCountMax = 10_000
  /// Unfinished jobs of one schedule that a new firing cancels or waits for.
  public static let scheduleOverlapMax = 1_000
  /// As many are looked at so often, for one that whoever set the schedule may see.
  static let scheduleOverlapLooksMax = 10
  /// Members of a batch that the job of a schedule names: each is looked at before a firing, if whoever set the schedule
  /// may not see all jobs. Of a larger batch it is as if it were not there.
  static let scheduleMembersMax = 1_000
  /// Bytes of a cron expression.
  public static let cronBytesMax = 1_000
  /// A second: the shortest interval of a schedule.
  public static let scheduleEveryMicrosMin: Int64 = 1_000_000
  /// A day: the longest jitter of a schedule; never longer than its interval.
  public static let scheduleJitterMicrosMax: Int64 = 86_400_000_000
  /// Firings that a schedule catches up with, the latest ones.
  public static let scheduleCatchUpMax = 1_000
  /// Due times in one preview; more are taken for this many.
  public static let previewCountMax = 1_000
  /// Queued jobs counted to say which place one has.
  public static let positionMax = 10_000
  /// Parents named by an answer to why.
  public static let blockersShownMax = 100
  /// Members on one page of a batch's results; more are taken for this many.
  public static let batchResultsPageMax = 1_000
  /// Bytes of one result within a page of a batch's results.
  public static let batchResultBytesMax = 65_536
  /// Slots of the daemon and of a queue, slots that one job takes, and running jobs of a limit key.
  public static let slotsMax = 10_000

  // Threads and worker processes; checked by PoolSettings and WorkerSettings.

  /// Threads of one pool.
  public static let poolThreadsMax = 512
  /// Pools of threads; with more the queue is not opened.
  public static let poolCountMax = 64
  /// Processes of one handler.
  public static let workerProcessesMax = 512
  /// Attempts in flight in one worker process.
  public static let workerConcurrencyMax = 1_000
  /// Jobs after which a worker process ends.
  public static let workerJobsRange = 1...1_000_000_000
  /// After which time without work a worker process ends: a second to a year.
  public static let workerIdleMicrosRange: ClosedRange<Int64> = 1_000_000...31_536_000_000_000
  /// Five minutes, for handlers that do not say.
  public static let workerIdleMicrosDefault: Int64 = 300_000_000
  /// Resident memory beyond which a worker process ends: 1 MiB to 16 TiB.
  public static let workerRSSBytesRange: ClosedRange<Int64> = 1_048_576...17_592_186_044_416
  /// What a worker process has from its start to its hello: a tenth of a second to an hour.
  public static let workerStartupMicrosRange: ClosedRange<Int64> = 100_000...3_600_000_000
  /// Half a minute by default: an interpreter with its modules may take seconds.
  public static let workerStartupMicrosDefault: Int64 = 30_000_000

  // What holds for those who do not say.

  /// Ten seconds from TERM to KILL.
  public static let graceMicrosDefault: Int64 = 10_000_000
  /// 16 MiB of each stream of output.
  public static let logLimitBytesDefault: Int64 = 16_777_216
  /// A week, for jobs that have ended.
  public static let keepForMicrosDefault: Int64 = 604_800_000_000
  /// Connections that read the database, beside the one that writes.
  public static let readerCountDefault = 2
}
