// One verb waiting in the writer's mailbox.

/// A verb as the writer sees it: what to do in the transaction, and whom to tell afterwards.
struct StoreOperation: Sendable {
  /// What happens when the disk does not take it.
  enum Patience: Sendable {
    /// It fails, and its caller hears about it.
    case none
    /// It is kept and tried again until it is written: the end of an attempt must not be forgotten.
    case untilWritten
    /// It changes memory alone, and is carried out whatever the disk says: who ends a wait must not wait for it.
    case inMemory
  }

  /// Ends of attempts go first, so that what follows from them is there for whatever else the transaction does: nobody in
  /// it has been answered yet. What an attempt says of itself stays before its end.
  enum Turn {
    case attempts
    case verbs
    /// What comes with it stays as it came, all of it.
    case inOrder
  }

  typealias Body = @Sendable (Transaction) throws(StoreError) -> (() -> Void)

  let patience: Patience
  /// When it was asked for; `nil` for what the store does by itself.
  var askedAt: Timestamp?
  /// Whether it goes before others that have come at the same time.
  var turn = Turn.verbs
  /// Runs inside the transaction, maybe more than once, and returns what to do after the commit.
  var execute: Body
  let fail: @Sendable (StoreError) -> Void
  /// What is done if that breaks a rule of the store, as it would each time.
  var instead: (@Sendable (StoreError) -> Body)?
  /// The end of an attempt that it records: kept beside the database as long as that does not take it.
  var end: Transition?
  /// The cancel that it records and that was accepted before, likewise.
  var cancel: KeptCancel?
  /// It is.
  var isKept = false
  /// The attempts elsewhere of whose ends it tells.
  var endsElsewhere: [Fence] = []
  /// What it is among its neighbours; `nil` is by itself.
  var company: Company?
  /// What it is going to ask for; of one that is the end of an attempt, that is its job.
  var wants: Wants?
  /// A piece of something large, which may take all that a transaction does: while such pieces follow one another, what
  /// came before one is committed and answered before it begins.
  var isPiece = false
  /// What it does, if doing it once is enough however often it is asked for while it waits for the disk.
  var aim: Aim?

  /// What follows from an operation is decided together with what follows from its neighbours of the same company, and
  /// what they show is read together. So each of them lets be decided first what may concern it
  /// (`Settlement.run(before:)`).
  enum Company {
    case ends
    case cancels
    case moves
    case edits
    case externalEnds
    case seals
    case batchCancels
  }

  /// The end of an attempt is among ends.
  var place: Company? { end != nil || !endsElsewhere.isEmpty ? .ends : company }

  /// What is kept of it beside the database; `nil` if nothing is.
  var keptKey: KeptKey? {
    if !isKept { return nil }
    return end.map { .end($0.fence) } ?? cancel.map { .cancel($0.subject) }
  }

  /// What an operation is for, of those that are asked for again and again.
  enum Aim: Hashable, Sendable {
    case promoteDue
    case reviseClaim
  }
}

extension [StoreOperation] {
  /// By their turns, and else as they came.
  var inTurn: [StoreOperation] {
    if contains(where: { $0.turn == .inOrder }) { return self }
    let verbs = filter { $0.turn == .verbs }
    return verbs.isEmpty || verbs.count == count ? self : filter { $0.turn == .attempts } + verbs
  }
}
