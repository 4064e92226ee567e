package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.Extractor;

/** Runs networks that are TorchScript modules. */
public final class FeatureModules implements Extractor.Provider {

    @Override
    public Extractor open(String name, byte[] network) {
        Devices.requireLibrary("the network '" + name + "'");
        return FeatureModule.of(name, network);
    }
}
