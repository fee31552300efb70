// A change of a queue's settings: it sets what it says, clears what it clears, and leaves the rest.

import Testing

@testable import JobCore

@Suite struct QueueChangeTests {
  /// None of them is as it is by itself.
  private static let full: QueueSettings = {
    var settings = QueueSettings()
    (settings.slots, settings.isPaused, settings.maxQueued) = (3, true, 40)
    settings.rate = StartRate(count: 5, perMicros: 1_000_000)
    (settings.agingMicros, settings.defaultTimeoutMicros, settings.runAs) = (60_000_000, 7_000_000, "ann")
    settings.callbacks = [Callback(.url("http://h/"))]
    return settings
  }()

  @Test func nothingIsLeftAsItIs() {
    #expect(QueueChange().applied(to: Self.full) == Self.full)
    #expect(QueueChange().applied(to: QueueSettings()) == QueueSettings())
  }

  @Test func allSettingsAreSetAndCleared() {
    #expect(QueueChange(Self.full).applied(to: QueueSettings()) == Self.full)
    #expect(QueueChange(QueueSettings()).applied(to: Self.full) == QueueSettings())
  }

  private typealias Edit<Value> = @Sendable (inout Value) -> Void

  private static let single: [(change: Edit<QueueChange>, to: Edit<QueueSettings>)] =
    [
      ({ $0.slots = .set(9) }, { $0.slots = 9 }), ({ $0.slots = .clear }, { $0.slots = nil }),
      ({ $0.isPaused = false }, { $0.isPaused = false }), ({ $0.maxQueued = .clear }, { $0.maxQueued = nil }),
      ({ $0.rate = .clear }, { $0.rate = nil }), ({ $0.agingMicros = .set(1) }, { $0.agingMicros = 1 }),
      ({ $0.defaultTimeoutMicros = .clear }, { $0.defaultTimeoutMicros = nil }),
      ({ $0.runAs = .set("bob") }, { $0.runAs = "bob" }), ({ $0.callbacks = .clear }, { $0.callbacks = [] }),
    ]

  @Test(arguments: single.indices) func eachIsChangedAlone(_ index: Int) {
    var (change, settings) = (QueueChange(), Self.full)
    Self.single[index].change(&change)
    Self.single[index].to(&settings)
    #expect(change.applied(to: Self.full) == settings)
    #expect(settings != Self.full)
  }
}
