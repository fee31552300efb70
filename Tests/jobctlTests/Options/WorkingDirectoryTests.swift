// Where this process is, as Foundation sees it.

import Foundation
import Testing

@testable import jobctl

@Suite struct WorkingDirectoryTests {
  @Test func itIsTheOneOfTheProcess() throws {
    #expect(try WorkingDirectory.path() == FileManager.default.currentDirectoryPath)
  }
}
