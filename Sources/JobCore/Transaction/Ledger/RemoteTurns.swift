// Whose turn it is among the remote workers that wait: always the one that has waited longest, of all wishes that may be
// met.

/// The first waiter of each wish, the oldest last.
struct RemoteTurns {
  private var turns: [(id: Int, wish: RemoteLine.Wish)] = []

  /// Lets the first of those who wish this take part; each step is a search by halves, however many wait.
  mutating func add(_ wish: RemoteLine.Wish, _ line: RemoteLine) {
    guard let waiter = line.first(wish) else { return }
    var (low, high) = (0, turns.count)
    while low < high {
      let middle = (low + high) / 2
      if turns[middle].id > waiter.id { low = middle + 1 } else { high = middle }
    }
    turns.insert((waiter.id, wish), at: low)
  }

  /// The next one; its wish takes part no more until it is added again.
  mutating func next(_ line: RemoteLine) -> (RemoteLine.Wish, RemoteLine.Poll)? {
    while let turn = turns.popLast() {
      if let waiter = line.first(turn.wish) { return (turn.wish, waiter) }
    }
    return nil
  }
}
