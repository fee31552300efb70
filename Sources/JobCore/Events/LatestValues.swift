// Values that can be had again, remembered in bounded room: the oldest go first.

/// The values that were put in last.
struct LatestValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry {
    let value: Value
    let bytes: Int
    let turn: Int
  }

  private var values: [Key: Entry] = [:]
  /// In the order in which they came; one that was removed or replaced may stand here still.
  private var order: [(key: Key, turn: Int)] = []
  private var head = 0
  private var turn = 0
  private(set) var bytes = 0
  private let countMax: Int
  private let bytesMax: Int

  init(countMax: Int, bytesMax: Int) {
    (self.countMax, self.bytesMax) = (countMax, bytesMax)
  }

  var count: Int { values.count }

  /// What stands in the order, for the test that it does not grow for ever.
  var placesCount: Int { order.count }

  subscript(key: Key) -> Value? { values[key]?.value }

  /// - Parameter size: the bytes that are kept for it.
  mutating func set(_ value: Value, for key: Key, bytes size: Int) {
    remove(key)
    turn += 1
    values[key] = Entry(value: value, bytes: size, turn: turn)
    order.append((key, turn))
    bytes += size
    while values.count > countMax || bytes > bytesMax { removeOldest() }
    if order.count > 2 * values.count + 64 { tidy() }
  }

  mutating func remove(_ key: Key) {
    if let old = values.removeValue(forKey: key) { bytes -= old.bytes }
  }

  private mutating func removeOldest() {
    while head < order.count {
      let oldest = order[head]
      head += 1
      guard values[oldest.key]?.turn == oldest.turn else { continue }
      return remove(oldest.key)
    }
  }

  /// Forgets the places of what is not there any more.
  private mutating func tidy() {
    order = order[head...].filter { values[$0.key]?.turn == $0.turn }
    head = 0
  }
}
