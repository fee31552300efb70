// How a store is opened, and who it speaks with.

extension SQLiteStore {
  /// How the file is opened.
  struct Options: Sendable {
    var path: String
    var durability: Durability
    var keepForMicros: Int64
    var readerCount: Int
    /// Transactions that take longer are logged; `nil` is off.
    var slowTransactionMicros: Int64?
    /// The machine's boot id, to tell a process of this boot from one with the same number in another.
    var machineBoot: String
    /// What is done without being asked for, and what has waited for the disk, is dated by it.
    var clock: any WallClock
    /// All slots of the daemon; see `Terms.slotsTotal`.
    var slotsTotal = Limits.slotsMax
    /// Whose room the jobs of each lane need.
    var lanes = LaneMap.open
    /// Why nobody is there to carry out some work as its executor says; `nil` if somebody is.
    var workFault: @Sendable (Work, _ executor: String?) -> FieldFault? = { _, _ in nil }
    /// From the order to end to the end of an attempt elsewhere, for jobs that do not say.
    var graceMicros = Limits.graceMicrosDefault
    /// Beyond it a transaction leaves what it can to the next one.
    var transactionWorkMax = Limits.transactionWorkMax
    /// Where it is kept which numbers have been given out; `nil` keeps it nowhere.
    var numbersPath: String?
    /// What jobs have left outside of the store.
    var files = JobFiles()
    /// Where ends are kept that the database does not take; `nil` is nowhere.
    var endJournalPath: String?
    /// Hears once of damage that is found while the store is open.
    var onDamage: @Sendable (StoreError) -> Void = { _ in }
  }

  /// What the store asks about the files of jobs, which are not its own.
  struct JobFiles: Sendable {
    /// Where they are, for those who look for them.
    var path = ""
    /// The highest id of a job that has left one; asked for when it is not known what has been given out.
    var highestJob: @Sendable () -> Int64 = { 0 }
    /// Whether jobs with these ids of the store with this mark have left any.
    var hasAny: @Sendable (_ mark: String, _ ids: ClosedRange<Int64>) -> Bool = { _, _ in false }
    /// Whether a store with another mark has left any.
    var hasOthers: @Sendable (_ mark: String) -> Bool = { _ in false }
  }

  /// Who is told, and asked, by the store.
  struct Listeners: Sendable {
    /// What there is of the output of an attempt elsewhere that ends without a word; must not block.
    var attemptLog: @Sendable (Fence) -> LogSummary = { _ in LogSummary() }
    /// What a submitter may do by now: asked in transactions, so it does not wait for anything that may take long.
    var standing: @Sendable (String) -> SubmitterStanding = { _ in .unchanged }
    /// Hears of each commit, in their order.
    var onCommit: @Sendable (Commit) -> Void
  }
}
