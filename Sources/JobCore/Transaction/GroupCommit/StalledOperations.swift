// What must be written and could not be: each thing once, in the order in which it is tried again.

/// Operations that wait for the disk.
struct StalledOperations {
  private(set) var operations: [StoreOperation] = []
  /// Why the disk takes nothing.
  var disk = DiskSilence()
  var retry = Retry()
  /// What fails is not kept any more.
  var isAbandoned = false
  var trouble = LastingTrouble()
  /// Those who wait for jobs cannot be given any.
  private var claimTrouble = LastingTrouble()
  /// How many have been put here so far.
  private(set) var keptCount = 0

  /// When they are tried again.
  struct Retry {
    var isPlanned = false
    /// Some of them are being tried, and are not in `operations` meanwhile.
    var isRunning = false
    /// The next pause.
    var pauseMillis = 100
  }

  /// Whether what failed with `error` is to be tried again.
  mutating func isBorne(_ error: StoreError) -> Bool {
    let isBorne = disk.bears(error)
    return isBorne && !isAbandoned
  }

  /// Whether to say what is left out. It is so for good, or tried again with each transaction, which is said as it begins,
  /// then once a minute.
  mutating func isNews(_ omission: Course.Omission) -> Bool {
    omission == .sequel(.claims) ? claimTrouble.isDue() : true
  }

  /// Keeps one that has just failed, behind the others.
  mutating func keep(_ operation: StoreOperation) {
    keptCount += 1
    // The newer of two says what is so now.
    if let aim = operation.aim { operations.removeAll { $0.aim == aim } }
    operations.append(operation)
  }

  /// Those that have not had their turn are ahead of those that failed.
  mutating func putBack(_ rest: some Collection<StoreOperation>) {
    let aims = Set(operations.compactMap(\.aim))
    operations.insert(contentsOf: rest.filter { operation in operation.aim.map { !aims.contains($0) } ?? true }, at: 0)
  }

  /// All of them, for whoever tries them, or gives them up.
  mutating func take() -> [StoreOperation] {
    defer { operations = [] }
    return operations
  }

  /// Whether to say that all of it is recorded, and that the disk takes more.
  mutating func isTroubleOver() -> Bool {
    operations.isEmpty && disk.lastError == nil && trouble.isOver()
  }

  /// Something has been written.
  mutating func noteWritten() {
    retry.pauseMillis = 100
    disk.end()
  }
}
