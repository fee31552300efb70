// What is due, or has expired, and cannot be done because a rule of the store would be broken or a row cannot be read,
// each time again: it would keep all that is due with it from being done, and so it is left alone until the next start.

/// Something whose time comes, or has come: what is marked is due at once.
enum DueThing: Hashable {
  case job(JobID)
  case schedule(Int64)
  case batch(Int64)
  /// The follow-ups of an end that is marked, by the number of its mark.
  case settlement(Int64)
  /// A job that has ended and is to be removed.
  case expiredJob(JobID)

  /// No alarm for what is due rings for it.
  var isRetention: Bool {
    if case .expiredJob = self { true } else { false }
  }
}

/// What is left alone. No failed transaction takes it back: it is known from one.
struct SetAside {
  private var things: Set<DueThing> = []
  /// What is being done.
  private(set) var current: DueThing?
  /// It is written singly, so that it is known what cannot be: a transaction that wrote all together has failed.
  private(set) var isCareful = false
  /// This transaction does due things, or stores what ends ask for, and writes them together.
  private var isTogether = false
  /// The look that goes on has come to something that can be done.
  private var hasMoved = false
  /// The last look has found nothing but what is set aside: until then the alarm does not ring for it.
  private(set) var quietUntil: Timestamp?

  var count: Int { things.count }
  /// The marked ends among it, by the numbers of their marks.
  private(set) var settlements: Set<Int64> = []

  mutating func beginLook() {
    (current, hasMoved) = (nil, false)
  }

  func contains(_ thing: DueThing) -> Bool { things.contains(thing) }

  /// What was begun has been done, and what fails next is something else.
  mutating func moveOn() {
    current = nil
  }

  /// Something that was done on the way is over, and what it was done for goes on.
  mutating func goBack(to thing: DueThing?) {
    current = thing
  }

  /// The clock was set back: what is due by it has not been looked at.
  mutating func lookAgain() {
    quietUntil = nil
  }

  /// Whether something that is due is to be done.
  mutating func takes(_ thing: DueThing) -> Bool {
    if things.contains(thing) { return false }
    (current, hasMoved) = (thing, true)
    return true
  }

  /// What has been done is behind us.
  ///
  /// - Parameter isWhole: everything that is due was looked at.
  mutating func endLook(now: Timestamp, isWhole: Bool) {
    current = nil
    let isQuiet = isWhole && !hasMoved && !things.allSatisfy(\.isRetention)
    quietUntil = isQuiet ? now.advanced(byMicros: Limits.setAsideLookMicros) : nil
  }

  /// A transaction begins, in which nothing due has been done.
  mutating func begin() {
    (current, isTogether) = (nil, false)
  }

  /// Whether what has just been done is to be written before anything else is done.
  mutating func isWrittenAtOnce() -> Bool {
    if !isCareful { isTogether = true }
    return isCareful
  }

  /// The transaction has failed: true if it is to be run again with care, so that it is known for what.
  mutating func beginCare() -> Bool {
    if isCareful || !isTogether { return false }
    isCareful = true
    return true
  }

  mutating func endCare() {
    isCareful = false
  }

  /// Sets aside what was being done as a rule was broken, or a row could not be read; `nil` if that was nothing due, or
  /// there is too much of it.
  mutating func addCurrent() -> DueThing? {
    defer { current = nil }
    guard let current, things.count < Limits.setAsideMax else { return nil }
    things.insert(current)
    if case .settlement(let mark) = current { settlements.insert(mark) }
    return current
  }

  /// When the alarm is to ring if the next of what is due is due at `moment`: of what is set aside that has passed.
  func alarm(_ moment: Timestamp?) -> Timestamp? {
    guard let moment, let quietUntil else { return moment }
    return max(moment, quietUntil)
  }
}
