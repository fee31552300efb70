// Values by numbers: for tables that are asked several times for each job.

/// A dictionary of numbers, from which nothing is removed singly.
///
/// Swift's own hashes every key with a secret, so that nobody can choose keys that meet, and that costs more than all else
/// that is done with a row. These keys are chosen by nobody: the store numbers its jobs itself.
struct NumberTable<Value> {
  private var keys: [Int64] = []
  private(set) var values: [Value] = []
  /// Where the entry of a key stands, counted from 1; 0 is nowhere. A power of two, and twice as many as entries.
  private var places: [Int32] = []

  var count: Int { values.count }
  var isEmpty: Bool { values.isEmpty }

  subscript(key: Int64) -> Value? {
    if places.isEmpty { return nil }
    let entry = places[place(of: key)]
    return entry == 0 ? nil : values[Int(entry) - 1]
  }

  func contains(_ key: Int64) -> Bool {
    !places.isEmpty && places[place(of: key)] != 0
  }

  /// Puts a value in the place of what is there, or adds it.
  mutating func set(_ value: Value, for key: Int64) {
    if places.count < 2 * (count + 1) { grow() }
    let place = place(of: key)
    if places[place] != 0 {
      values[Int(places[place]) - 1] = value
    } else {
      keys.append(key)
      values.append(value)
      places[place] = Int32(count)
    }
  }

  /// Forgets all of it, at the price of what is in it, however much room it has.
  mutating func removeAll(keepingCapacity: Bool) {
    if !keepingCapacity {
      self = NumberTable()
      return
    }
    // The last first: those that came later stand behind those that they met.
    for key in keys.reversed() { places[place(of: key)] = 0 }
    keys.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// The place of a key, or the free one where it would stand. There is one: half of them are.
  private func place(of key: Int64) -> Int {
    let mask = places.count - 1
    // By the golden ratio: numbers that follow one another come to stand far apart.
    var place = Int(truncatingIfNeeded: (UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while places[place] != 0 && keys[Int(places[place]) - 1] != key { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    places = [Int32](repeating: 0, count: max(16, 2 * places.count))
    for (index, key) in keys.enumerated() { places[place(of: key)] = Int32(index + 1) }
  }
}
