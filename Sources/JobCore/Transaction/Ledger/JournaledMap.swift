// Memory whose changes can be taken back at the price of what was changed, however much of it there is.

/// A dictionary that keeps, of each entry changed since the last `commit`, what it was then.
struct JournaledMap<Key: Hashable, Value> {
  private var entries: [Key: Value] = [:]
  /// Of the keys that were changed: what was there, or that nothing was.
  private(set) var before: [Key: Value?] = [:]

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var all: [Key: Value] { entries }
  var keys: Dictionary<Key, Value>.Keys { entries.keys }
  var values: Dictionary<Key, Value>.Values { entries.values }

  subscript(key: Key) -> Value? {
    get { entries[key] }
    _modify {
      note(key)
      yield &entries[key]
    }
  }

  mutating func removeValue(forKey key: Key) -> Value? {
    note(key)
    return entries.removeValue(forKey: key)
  }

  /// Drops everything, as a cache does whose entries can be read again. An undoing brings back what was changed before.
  mutating func evictAll() {
    entries.removeAll()
  }

  /// What is there now is what later changes are taken back to.
  mutating func commit() {
    if before.isEmpty { return }
    // Room for a large transaction is not kept: clearing it would be the price of every small one after it.
    before.removeAll(keepingCapacity: before.count < 64)
  }

  mutating func rollBack() {
    for (key, value) in before { entries[key] = value }
    before = [:]
  }

  private mutating func note(_ key: Key) {
    if before.index(forKey: key) == nil { before.updateValue(entries[key], forKey: key) }
  }
}

extension JournaledMap: Equatable where Value: Equatable {}

/// A set likewise.
struct JournaledSet<Element: Hashable>: Equatable {
  private var members: Set<Element> = []
  /// Of the elements that came or went: whether they were there.
  private var before: [Element: Bool] = [:]

  var isEmpty: Bool { members.isEmpty }
  var all: Set<Element> { members }

  mutating func insert(_ element: Element) {
    if members.insert(element).inserted { note(element, was: false) }
  }

  mutating func popFirst() -> Element? {
    guard let element = members.popFirst() else { return nil }
    note(element, was: true)
    return element
  }

  mutating func commit() {
    if before.isEmpty { return }
    before.removeAll(keepingCapacity: before.count < 64)
  }

  mutating func rollBack() {
    for (element, was) in before {
      if was { members.insert(element) } else { members.remove(element) }
    }
    before = [:]
  }

  private mutating func note(_ element: Element, was: Bool) {
    if before[element] == nil { before[element] = was }
  }
}

/// A small value likewise: it is copied as a transaction begins.
@propertyWrapper struct Journaled<Value> {
  var wrappedValue: Value
  private var before: Value?

  init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
  }

  mutating func begin() {
    before = wrappedValue
  }

  mutating func commit() {
    before = nil
  }

  mutating func rollBack() {
    if let before { wrappedValue = before }
    before = nil
  }
}

extension Journaled: Equatable where Value: Equatable {}
