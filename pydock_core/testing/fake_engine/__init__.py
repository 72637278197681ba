"""The fake engine of the testing kit: `FakeEngine`, the programs that its containers run, and faults on demand."""
