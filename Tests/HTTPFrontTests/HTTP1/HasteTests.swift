// Waits that end at once when there is haste.

import Testing

@testable import HTTPFront

@Suite struct HasteTests {
  /// Waits until its task is cancelled.
  private static func forEver(_ gauge: Gauge) async -> String {
    await gauge.hang()
    return "cut"
  }

  @Test func waitIsCutWhenHasteBegins() async throws {
    let (haste, gauge) = (Haste(), Gauge())
    async let found = haste.cut { await Self.forEver(gauge) }
    #expect(try await eventually { gauge.count == 1 })
    haste.begin()
    #expect(try await found == "cut")
    // From now on every wait is.
    #expect(try await haste.cut { await Self.forEver(gauge) } == "cut")
  }

  @Test func wantOfHasteCutsNothing() async throws {
    #expect(try await Haste().cut { 7 } == 7)
    #expect(try await Haste().look(for: 5) { $0 } == 5)
  }

  @Test func whatIsLookedForIsLookedForAgainWithoutAWait() async throws {
    let (haste, gauge) = (Haste(), Gauge())
    async let found = haste.look(for: 1_000) { micros in
      if micros > 0 {
        await gauge.hang()
        // A read that was cut short.
        throw CancellationError()
      }
      return "as it is"
    }
    #expect(try await eventually { gauge.count == 1 })
    haste.begin()
    #expect(try await found == "as it is")
    #expect(try await Haste(isOn: true).look(for: 1_000) { $0 } == 0)
  }

  @Test func faultsOfAWaitAreThrown() async {
    struct Fault: Error {}
    await #expect(throws: Fault.self) { try await Haste().look(for: 1) { _ in throw Fault() } }
  }

  @Test func requestThatIsCancelledEndsItsWait() async throws {
    let gauge = Gauge()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = try? await Haste().cut { await gauge.hang() } }
      _ = try? await eventually { gauge.count == 1 }
      group.cancelAll()
    }
    #expect(gauge.count == 0)
  }
}
