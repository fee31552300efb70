// What is changed is taken back, and what was written is not.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JournaledMapTests {
  private func filled() -> JournaledMap<Int, String> {
    var map = JournaledMap<Int, String>()
    map[1] = "one"
    map[2] = "two"
    map.commit()
    return map
  }

  @Test func failedTransactionTakesItsChangesBack() {
    var map = filled()
    map[1]? += " and more"
    map[1] = nil
    map[1] = "again"
    _ = map.removeValue(forKey: 2)
    map[3] = "three"
    map.rollBack()
    #expect(map == filled())
  }

  @Test func whatIsWrittenStays() {
    var map = filled()
    map[1] = "changed"
    map.commit()
    map[1] = nil
    map.rollBack()
    #expect(map.all == [1: "changed", 2: "two"])
  }

  @Test func whatWasChangedComesBackAfterAnEviction() {
    var map = filled()
    map[1] = "changed"
    map.evictAll()
    map.rollBack()
    #expect(map.all == [1: "one"])
  }

  @Test func setTakesItsChangesBack() {
    var set = JournaledSet<Int>()
    set.insert(1)
    set.commit()
    _ = set.popFirst()
    set.insert(1)
    set.insert(2)
    set.rollBack()
    #expect(set.all == [1])
  }

  @Test func smallValueIsWhatItWasWhenTheTransactionBegan() {
    var value = Journaled<Int?>(wrappedValue: 1)
    value.begin()
    value.wrappedValue = nil
    value.rollBack()
    #expect(value.wrappedValue == 1)
    value.begin()
    value.wrappedValue = 2
    value.commit()
    value.rollBack()
    #expect(value.wrappedValue == 2)
  }
}
