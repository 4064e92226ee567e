package io.evalstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.torch.TensorScope;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails every test of this module that leaves tensors behind; found by JUnit as a service. */
public final class NoTensorIsLeft implements AfterEachCallback {

    private static final int PATIENCE = 100;

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        // Tables that nobody could close are given back when they are collected.
        for (int waited = 0; TensorScope.open() > 0 && waited < PATIENCE; waited++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(TensorScope.open()).as("scopes of tensors that are open").isZero();
    }
}
