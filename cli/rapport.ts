#!/usr/bin/env node
console.log("rapport", process.version)
