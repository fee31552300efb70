// An optional number in the room of a number: rows have a dozen of them, and are copied often.

/// What a number stands for.
protocol SlimNumber {
  var slimNumber: Int64 { get }
  init(slimNumber: Int64)
}

/// A value that may be missing, as a number of which the lowest says so. That one is no time, id or count of any row: as
/// a value it becomes the next one.
@propertyWrapper struct Slim<Value: SlimNumber>: Equatable {
  private var number = Int64.min

  init() {}

  init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  var wrappedValue: Value? {
    get { number == .min ? nil : Value(slimNumber: number) }
    set { number = newValue.map { max($0.slimNumber, .min + 1) } ?? .min }
  }
}

extension Int64: SlimNumber {
  var slimNumber: Int64 { self }
  init(slimNumber: Int64) { self = slimNumber }
}

extension Timestamp: SlimNumber {
  var slimNumber: Int64 { micros }
  init(slimNumber: Int64) { self.init(micros: slimNumber) }
}
