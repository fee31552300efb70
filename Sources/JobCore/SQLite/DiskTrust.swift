// Whether what the disk says may be believed: a doubt is tried away, after pauses that grow; damage is final.

import Dispatch

/// What is held against the disk of a store.
struct DiskTrust {
  /// From here on nothing is written.
  private(set) var damage: StoreError?
  /// A sync has failed, and what it was to sync has not been written over yet.
  private(set) var doubt: StoreError?
  private var triesAgainAt = DispatchTime(uptimeNanoseconds: 0)
  private var pauseMicros = Limits.regainMicros

  var isWhole: Bool { damage == nil && doubt == nil }

  /// The doubt may be tried away now.
  var mayTry: Bool { DispatchTime.now() >= triesAgainAt }

  /// Returns whether it was trusted until now.
  mutating func lose(_ error: StoreError) -> Bool {
    let isNew = doubt == nil
    if isNew { triesAgainAt = .now() }
    doubt = error
    return isNew
  }

  /// The doubt was tried away.
  mutating func regain() {
    doubt = nil
    pauseMicros = Limits.regainMicros
  }

  /// It was not.
  mutating func wait(_ error: StoreError) {
    doubt = error
    triesAgainAt = .now() + .microseconds(Int(pauseMicros))
    pauseMicros = min(pauseMicros * 2, Limits.regainMicrosMax)
  }

  /// Returns whether it is news.
  mutating func noteDamage(_ error: StoreError) -> Bool {
    if damage != nil { return false }
    damage = error
    return true
  }
}
