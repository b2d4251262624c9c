/**
 * The only way to tfjs (4.22, in maintenance only): every other folder takes tensors and operations
 * from here, so that a successor needs to replace this module and its neighbours alone.
 */
// The core's flags must be there before its gradients are.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

export * from '@tensorflow/tfjs-core';
